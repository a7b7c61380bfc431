import assert from "node:assert/strict";
import { test } from "node:test";
import { colours, inheritedRuns, linesOfTemplate, previewLine, rows, sourceLine } from "../src/origins.ts";
import type { Origin } from "../src/protocol.ts";

const CHILD = "file:///child.yaml";
const PARENT = "file:///parent.yaml";

/** A preview's line, the file and line it comes from, and its template where that is a part of the file. */
function origin(line: number, uri: string, from: number, template = uri.slice("file:///".length)): Origin {
  const at = { line: from, character: 0 };
  return { line, uri, range: { start: at, end: at }, kind: "text", template, block: null, inherited: uri !== CHILD };
}

test("a run of inherited lines ends where another template's begin, and spans blank lines", () => {
  const origins = [origin(0, PARENT, 3), origin(2, PARENT, 5), origin(3, CHILD, 1), origin(4, PARENT, 6), origin(5, "file:///other.yaml", 0)];
  const runs = inheritedRuns(origins);
  assert.deepEqual(runs, [
    { template: "parent.yaml", first: 0, last: 2 },
    { template: "parent.yaml", first: 4, last: 4 },
    { template: "other.yaml", first: 5, last: 5 },
  ]);
  assert.deepEqual([...colours(runs, 6)], [["parent.yaml", 0], ["other.yaml", 1]]);
  assert.deepEqual([...colours(runs, 1).values()], [0, 0]);
});

test("of a file that is split, the lines are those of the part that the cursor is in", () => {
  const origins = [origin(0, CHILD, 0), origin(1, CHILD, 9, "child.part"), origin(2, PARENT, 0), origin(3, CHILD, 10, "child.part")];
  assert.deepEqual(linesOfTemplate(origins, CHILD, [1]), [1, 3]);
  assert.deepEqual(linesOfTemplate(origins, CHILD, []), [0, 1, 3]);
});

test("scrolled to the line that comes next in the file, wherever that is in the preview", () => {
  const origins = [origin(0, PARENT, 30), origin(10, PARENT, 5), origin(20, PARENT, 12), origin(25, CHILD, 6)];
  assert.equal(previewLine(origins, PARENT, 6), 20);
  assert.equal(previewLine(origins, PARENT, 13), 0);
  assert.equal(previewLine(origins, PARENT, 31), undefined);
  assert.equal(previewLine(origins, PARENT, 0), 0);
});

test("a file that gives nothing to the lines on screen stays where it is", () => {
  const origins = [origin(0, PARENT, 30), origin(10, PARENT, 5), origin(25, CHILD, 6)];
  assert.equal(sourceLine(origins, PARENT, 5, 20), 5);
  assert.equal(sourceLine(origins, PARENT, 11, 40), undefined);
  assert.equal(sourceLine(origins, CHILD, 11, 40), 6);
});

test("lines in a row are one range", () => {
  assert.deepEqual(rows([4, 2, 3, 3, 7]), [[2, 4], [7, 7]]);
  assert.deepEqual(rows([]), []);
});
