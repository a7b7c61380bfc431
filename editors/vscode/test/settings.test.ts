import assert from "node:assert/strict";
import { test } from "node:test";
import { type Inspection, serverSettings } from "../src/settings.ts";

function of(set: Record<string, unknown>, defaults: Record<string, unknown> = {}, trusted = true) {
  const inspect = (key: string): Inspection => ({ ...(key in set ? { workspaceValue: set[key] } : {}) });
  return serverSettings(inspect, (key) => set[key] ?? defaults[key], trusted);
}

test("defaults are not sent: what is not set is for the workspace's own file to say", () => {
  assert.deepEqual(of({}, { dialect: "current", "inlayHints.values": true, "session.timeout": 120 }), { trusted: true });
});

test("what is set is sent, nested", () => {
  const set = { dialect: "2025-06", "inlayHints.values": false, "inlayHints.overridden": true, "session.timeout": 5, rules: { "unused-anchor": "off" } };
  assert.deepEqual(of(set, {}, false), {
    trusted: false,
    dialect: "2025-06",
    inlayHints: { values: false, overridden: true },
    session: { timeout: 5 },
    rules: { "unused-anchor": "off" },
  });
});

test("no interpreter is better than one without a name", () => {
  assert.deepEqual(of({ python: "" }), { trusted: true });
});
