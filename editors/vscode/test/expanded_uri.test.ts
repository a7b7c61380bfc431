import assert from "node:assert/strict";
import { test } from "node:test";
import { documentParts, serverUri } from "../src/expanded_uri.ts";

test("a preview's tab is called after its configuration, and told from it", () => {
  const server = "forgather-preview:///w/a%20b/configs/%C3%BC.yaml?project=file%3A%2F%2F%2Fp";
  const parts = documentParts(server);
  assert.equal(parts.path, "/w/a b/configs/ü.yaml (expanded)");
  assert.equal(serverUri(parts), server);
  assert.equal(serverUri({ ...parts, scheme: "file" }), undefined);
});
