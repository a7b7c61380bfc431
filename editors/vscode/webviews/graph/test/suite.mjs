// Runs all that there is to check, and prints it in TAP, flat.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
let number = 0;
let failed = false;

function report(ok, name, why = '', skip = undefined) {
  failed ||= !ok;
  console.log(`${ok ? 'ok' : 'not ok'} ${++number} - ${name}${skip === undefined ? '' : ` # SKIP ${skip}`}`);
  for (const line of why.trimEnd().split('\n')) {
    if (line !== '') {
      console.log(`# ${line}`);
    }
  }
}

async function step(name, program, ...options) {
  try {
    await execute(program, options, { cwd: project, maxBuffer: 1 << 26 });
    report(true, name);
    return true;
  } catch (error) {
    report(false, name, `${error.stdout ?? ''}${error.stderr ?? ''}` || error.message);
    return false;
  }
}

/** npm notes what it has installed; as long as that is what is locked, there is nothing to do. */
function isInstalled() {
  const packages = (file) => (existsSync(join(project, file)) ? JSON.parse(readFileSync(join(project, file))).packages : {});
  const installed = packages('node_modules/.package-lock.json');
  return Object.entries(packages('package-lock.json')).every(
    ([at, { version, optional }]) => at === '' || optional || installed[at]?.version === version,
  );
}

const bin = (name) => join(project, 'node_modules/.bin', name);
const npm = join(dirname(process.execPath), 'npm');

if (!isInstalled() && !(await step('packages are installed', existsSync(npm) ? npm : 'npm', 'ci'))) {
  process.exit(1);
}
await step('the types are right', bin('tsc'), '--noEmit');
await step('the linter has no complaint', bin('eslint'), '.');

const tests = ['test/unit', 'test/page'].flatMap((folder) =>
  readdirSync(join(project, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => join(folder, file)),
);
const built =
  (await step('the page is built', process.execPath, 'build.mjs')) &&
  (await step(
    'the tests are built',
    bin('esbuild'),
    ...tests,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    '--outbase=test',
    '--outdir=build/test',
    '--out-extension:.js=.mjs',
    '--log-level=error',
  ));
if (!built) {
  process.exit(1);
}

const files = tests.map((file) => join(project, 'build', file.replace(/\.ts$/, '.mjs')));
for await (const { type, data } of run({ files, concurrency: 1, timeout: 170_000 })) {
  if (type === 'test:pass' || type === 'test:fail') {
    // A file is told as a test of its own; that its tests fail is known by then.
    const isFile = files.some((file) => data.name === file || data.name === relative(process.cwd(), file));
    if (data.details.type !== 'suite' && !(isFile && data.details.error?.failureType !== 'testCodeFailure')) {
      const error = data.details.error?.cause ?? data.details.error;
      report(type === 'test:pass', data.name, error?.stack ?? String(error ?? ''), data.skip);
      if (data.details.duration_ms > 3000) {
        console.log(`# took ${Math.round(data.details.duration_ms / 1000)} s`);
      }
    }
  } else if (type === 'test:diagnostic' && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) {
    console.log(`# ${data.message}`);
  } else if (type === 'test:stderr' || type === 'test:stdout') {
    console.log(data.message.trimEnd().replace(/^/gm, '# '));
  }
}
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);
