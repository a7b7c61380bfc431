import assert from "node:assert/strict";
import { test } from "node:test";
import { fault, known, unanswered, values } from "../src/variables.ts";
import { readYaml } from "../src/yaml.ts";

const VARIABLES = [
  { name: "width", default: "3", location: null },
  { name: "reader", default: null, location: null },
];

test("a variable without a default and a value has to be asked for", () => {
  assert.deepEqual(unanswered(VARIABLES, {}).map(({ name }) => name), ["reader"]);
  assert.deepEqual(unanswered(VARIABLES, { reader: "" }), []);
});

test("what was remembered of a variable that is gone is forgotten", () => {
  assert.deepEqual(known(VARIABLES, { width: "4", depth: "2" }), { width: "4" });
});

test("values are read as the configuration would read them", () => {
  const written = { a: "8", b: "1.5", c: "yes", d: "null", e: "Ada", f: "[1, two]", g: '"8"', h: "{ x: 010 }", i: "" };
  assert.deepEqual(values(written, readYaml), {
    values: { a: 8, b: 1.5, c: true, d: null, e: "Ada", f: [1, "two"], g: "8", h: { x: 8 }, i: null },
  });
});

test("what is no value is said while it is typed", () => {
  assert.match(fault("[1, 2", readYaml) ?? "", /\S/);
  assert.match(fault(".inf", readYaml) ?? "", /finite/);
  assert.match(fault("2020-01-01", readYaml) ?? "", /a value is/);
  assert.equal(fault("1_000", readYaml), undefined);
  assert.match((values({ width: "[" }, readYaml) as { wrong: string }).wrong, /^`width`: /);
});
