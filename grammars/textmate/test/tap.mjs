// What a suite prints: `ok 1 - name`.

let number = 0;
let failed = false;

export async function check(name, body) {
  number += 1;
  try {
    const note = await body();
    console.log(`ok ${number} - ${name}${note ? `: ${note}` : ''}`);
  } catch (error) {
    failed = true;
    console.log(`not ok ${number} - ${name}`);
    for (const line of String(error instanceof Problems ? error.message : error.stack).split('\n')) console.log(`# ${line}`);
  }
}

export function skip(name, reason) {
  number += 1;
  console.log(`ok ${number} - ${name} # SKIP ${reason}`);
}

/** Ends the suite. */
export function finish() {
  console.log(`1..${number}`);
  process.exitCode = failed ? 1 : 0;
}

class Problems extends Error {}

/** Fails with the first of the problems, if there are any. */
export function expectNone(problems) {
  if (problems.length === 0) return;
  const rest = problems.length - 20;
  throw new Problems([...problems.slice(0, 20), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n'));
}
