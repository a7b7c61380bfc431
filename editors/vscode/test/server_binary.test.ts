import assert from "node:assert/strict";
import { test } from "node:test";
import { type Surroundings, failure, findBinary } from "../src/server_binary.ts";

function around(files: string[], change: Partial<Surroundings> = {}): Surroundings {
  return {
    setting: "",
    extensionPath: "/ext",
    home: "/home/ada",
    workspace: "/work",
    platform: "linux",
    architecture: "x64",
    searchPath: ["/usr/bin", "bin", "/opt/bin"],
    isFile: (file) => files.includes(file),
    ...change,
  };
}

test("the server that comes with the extension is started before one in PATH", () => {
  const both = around(["/ext/server/forgather-ls", "/opt/bin/forgather-ls"]);
  assert.deepEqual(findBinary(both), { command: "/ext/server/forgather-ls", from: "extension" });
  assert.deepEqual(findBinary(around(["/opt/bin/forgather-ls"])), { command: "/opt/bin/forgather-ls", from: "path" });
  // A folder relative to wherever the editor was started is no place to run programs from.
  assert.ok("missing" in findBinary(around(["bin/forgather-ls"])));
});

test("the setting is taken at its word", () => {
  const files = ["/ext/server/forgather-ls", "/home/ada/ls", "/work/target/ls"];
  assert.deepEqual(findBinary(around(files, { setting: "~/ls" })), { command: "/home/ada/ls", from: "setting" });
  assert.deepEqual(findBinary(around(files, { setting: "target/ls" })), { command: "/work/target/ls", from: "setting" });
  assert.deepEqual(findBinary(around(files, { setting: "/nowhere" })), {
    missing: "`/nowhere`, which the setting `forgather.server.path` names, is not a file",
  });
});

test("a name of a machine without a server is in the message", () => {
  const found = findBinary(around([], { platform: "freebsd", architecture: "arm64" }));
  assert.match("missing" in found ? found.missing : "", /no language server for freebsd-arm64.*install `forgather-ls`/);
});

test("why a server does not start is said with what to do", () => {
  const binary = { command: "/ext/server/forgather-ls", from: "setting" };
  assert.match(failure(binary, "spawn EACCES", []), /^the language server `\/ext\/server\/forgather-ls` \(the setting `forgather\.server\.path`\) did not start: spawn EACCES; it may not be executed: `chmod \+x` lets it$/);
  const old = "/ext/server/forgather-ls: /lib/libc.so.6: version `GLIBC_2.39' not found";
  assert.match(failure({ ...binary, from: "extension" }, "it ended", ["", old]), /older than the one it was built for: build it here; it said: .*GLIBC_2\.39/);
});
