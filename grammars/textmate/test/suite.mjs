// The suite; `run` starts it.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { disagreements, missesWords } from './agreement.mjs';
import { filesBelow } from './corpus.mjs';
import { loadGrammar, tokenize } from './grammar.mjs';
import { leaksOf } from './leaks.mjs';
import { withServer } from './server.mjs';
import { check, expectNone, finish, skip } from './tap.mjs';
import { themes, uncoloured } from './themes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '..', '..', '..');
const { FORGATHER_CORPUS: corpusFolder, FORGATHER_LS: server, CI } = process.env;

function program(name, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [name, ...args], { cwd: here, encoding: 'utf8' });
  if (status !== 0) expectNone(`${stdout}${stderr}`.trimEnd().split('\n'));
}

await check('the grammar is what its source makes', () => program(join(here, '..', 'build.mjs'), ['--check']));

const require = createRequire(import.meta.url);
const tester = join(dirname(require.resolve('vscode-tmgrammar-test/package.json')), 'dist');
const grammars = ['-g', '../forgather.tmLanguage.json', '-g', require.resolve('tm-grammars/grammars/python.json')];
for (const file of readdirSync(join(here, 'cases')).sort()) {
  await check(`scopes of cases/${file}`, () => program(join(tester, 'unit.js'), [...grammars, `cases/${file}`]));
}
for (const file of readdirSync(join(here, 'snapshots')).filter((name) => !name.endsWith('.snap')).sort()) {
  await check(`snapshot of ${file}`, () => {
    if (!existsSync(join(here, 'snapshots', `${file}.snap`))) expectNone([`there is no ${file}.snap`]);
    program(join(tester, 'snapshot.js'), [...grammars, '--scope', 'source.forgather', `snapshots/${file}`]);
  });
}

const grammar = await loadGrammar();
const corpora = [['the example projects', join(repository, 'tests', 'projects')]];
if (corpusFolder && existsSync(corpusFolder)) {
  corpora.push(['the corpus', corpusFolder]);
} else {
  await lacking('real configurations', 'there is no corpus; `FORGATHER_CORPUS` says where it is');
}

/** What is not there leaves out a part of the tests, but not in CI. */
async function lacking(name, reason) {
  if (CI) await check(name, () => expectNone([reason]));
  else skip(name, reason);
}

const count = (results, what) => results.reduce((sum, result) => sum + result[what], 0);

for (const [what, folder] of corpora) {
  const files = filesBelow(folder).map((file) => ({ ...file, name: join(basename(folder), file.name) }));
  await check(`no scope leaks in ${what}`, () => {
    const results = files.map((file) => leaksOf(grammar, file));
    expectNone(results.flatMap(({ problems }) => problems));
    return `${files.length} files, ${count(results, 'lines')} lines`;
  });
  await check(`words of ${what} have the scopes that their lines tell`, () => {
    const results = files.map((file) => missesWords(grammar, file));
    expectNone(results.flatMap(({ problems }) => problems));
    return `${count(results, 'words')} words`;
  });
  const agrees = `grammar and language server agree on ${what}`;
  if (server && existsSync(server)) {
    await check(agrees, () =>
      withServer(server, async (semanticTokens) => {
        const results = [];
        for (const file of files) results.push(disagreements(grammar, file, await semanticTokens(file.path, file.text)));
        expectNone(results.flatMap(({ problems }) => problems));
        return `${count(results, 'tokens')} semantic tokens`;
      }),
    );
  } else {
    await lacking(agrees, 'there is no server; `FORGATHER_LS` says where it is');
  }
  await check(`tokenizing ${what} is quick`, () => {
    // Time of this process, not of the clock: others use the machine, too.
    const start = process.cpuUsage();
    const lines = files.map((file) => tokenize(grammar, file.text).length).reduce((sum, length) => sum + length, 0);
    const { user, system } = process.cpuUsage(start);
    const speed = Math.round(lines / ((user + system) / 1e6));
    // The longest files have 400 lines, and a change of the first may change all.
    if (speed < 2000) expectNone([`${speed} lines a second`]);
    return `${speed} lines a second`;
  });
}

await check('every theme colours what matters', async () => {
  const problems = [];
  for (const theme of themes) {
    const kinds = await uncoloured(theme);
    if (kinds.length) problems.push(`${theme.id}: ${kinds.join(', ')}`);
  }
  expectNone(problems);
  return `${themes.length} themes`;
});

finish();
