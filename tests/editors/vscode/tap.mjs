// What node's test runner found, as TAP: one line for each scenario, and comments that explain a failure.
/** How much of a failure is told. */
const LINES = 25;

export default async function* tap(source) {
  let number = 0;
  for await (const { type, data } of source) {
    if (type === "test:diagnostic" && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) {
      yield `# ${data.message}\n`;
    }
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting > 0) continue;
    number += 1;
    const skipped = data.skip === undefined ? "" : ` # SKIP ${data.skip === true ? "" : data.skip}`;
    yield `${type === "test:pass" ? "ok" : "not ok"} ${number} - ${data.name}${skipped}\n`;
    if (type === "test:fail") {
      const error = data.details.error;
      const text = error.cause?.stack ?? error.stack ?? String(error);
      for (const line of text.split("\n").slice(0, LINES)) yield `# ${line}\n`;
    } else {
      yield `# took ${Math.round(data.details.duration_ms)} ms\n`;
    }
  }
  yield `1..${number}\n`;
}
