import assert from "node:assert/strict";
import { test } from "node:test";
import type { Construction } from "../src/protocol.ts";
import { type Links, type Shown, bodyOf, duration, titleOf } from "../src/result_page.ts";

const LINKS: Links = {
  place: ({ uri, range }) => `open:${uri}#${range.start.line}`,
  command: (name) => `command:${name}`,
  words: ({ uri, range }) => `${uri.slice("file:///".length)}:${range.start.line + 1}`,
  path: (file) => file,
};

const COMMON = { stdout: "", stderr: "", seconds: 0.25, stale: [], notes: [], python: "3.12.1" };

function shown(construction: Construction, change: Partial<Shown> = {}): Shown {
  return { target: "main", config: "baseline.yaml", variables: {}, hasVariables: false, construction, ...change };
}

function at(file: string, line: number) {
  const position = { line, character: 4 };
  return { uri: `file:///${file}`, range: { start: position, end: position } };
}

test("an object is shown as it prints, with what it was made of", () => {
  const construction: Construction = { ...COMMON, ok: true, type: "Net", repr: "Net(<b>&)", truncated: false, stdout: "epoch 1\n" };
  const body = bodyOf(shown(construction, { variables: { width: "4" }, hasVariables: true }), LINKS);
  assert.match(body, /<pre tabindex="0">Net\(&#60;b&#62;&#38;\)<\/pre>/);
  assert.match(body, /<h2>Output<\/h2><pre[^>]*>epoch 1\n<\/pre>/);
  assert.doesNotMatch(body, /Error output/);
  assert.match(body, /<code>width = 4<\/code>, 250\.0 ms, in Python 3\.12\.1</);
  assert.match(body, /href="command:forgather\.materializeOtherwise"/);
  assert.equal(titleOf(shown(construction)), "Materialized main");
});

test("the slowest node comes first, with the template it is from", () => {
  const times = [
    { constructor: "/w/src/fast.py:Fast", location: null, calls: 9, seconds: 0.000002 },
    { constructor: "slow", location: at("w/t.yaml", 6), calls: 1, seconds: 2 },
  ];
  const body = bodyOf(shown({ ...COMMON, ok: true, type: "x", repr: "x", truncated: true, times }), LINKS);
  assert.ok(body.indexOf(">slow<") < body.indexOf(">fast.py:Fast<"));
  assert.match(body, /<code title="\/w\/src\/fast\.py:Fast">fast\.py:Fast<\/code>/);
  assert.match(body, /<a href="open:file:\/\/\/w\/t\.yaml#6" title="w\/t\.yaml:7">t\.yaml:7<\/a>/);
  assert.match(body, /longer than 100,000 characters/);
});

test("an exception leads to templates and to Python", () => {
  const frame = { file: "/w/net.py", uri: "file:///w/net.py", line: 12, function: "__init__", text: "raise ValueError('<no>')" };
  const construction: Construction = {
    ...COMMON,
    ok: false,
    notes: ["`net.py` was edited since it was imported"],
    error: {
      type: "ValueError",
      message: "no <b>\nsecond line",
      note: "give `width`",
      location: at("t.yaml", 6),
      relatedInformation: [{ location: at("c.yaml", 0), message: "needed for `main`" }],
      traceback: [frame, { ...frame, file: "<string>", uri: null }],
      causes: [{ type: "KeyError", message: "'a'", traceback: [] }],
    },
  };
  const body = bodyOf(shown(construction), LINKS);
  assert.match(body, /no &#60;b&#62;\nsecond line/);
  assert.match(body, /class="blamed">constructed here <a href="open:file:\/\/\/t\.yaml#6">t\.yaml:7<\/a>/);
  assert.match(body, /needed for <code>main<\/code> <a href="open:file:\/\/\/c\.yaml#0">/);
  assert.match(body, /<a href="open:file:\/\/\/w\/net\.py#11">\/w\/net\.py:12<\/a> in <code>__init__<\/code>/);
  assert.match(body, /<span>&#60;string&#62;:12<\/span>/);
  assert.match(body, /Caused by <span class="failure">KeyError<\/span>/);
  assert.match(body, /<li><code>net\.py<\/code> was edited/);
  assert.equal(titleOf(shown(construction)), "Failed: main");
});

test("times are said as people say them", () => {
  assert.deepEqual([0.0000123, 0.0123, 1.234, 75].map(duration), ["12 µs", "12.3 ms", "1.23 s", "1 min 15 s"]);
});
