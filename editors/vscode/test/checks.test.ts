import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

function passes(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${program}`, ...args], { encoding: "utf8" });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

test("types are right", () => {
  passes("typescript/bin/tsc", "--noEmit", "-p", ".");
});

test("eslint has nothing to say", () => {
  passes("eslint/bin/eslint.js", "--max-warnings", "0", ".");
});
