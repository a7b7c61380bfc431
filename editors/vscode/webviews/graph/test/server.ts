// Graphs of real configurations, from the server under test.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGraph, type Graph } from '../src/graph-json.js';

export const repository = process.cwd();
export const server = process.env.FORGATHER_LS ?? '';
const corpus = process.env.FORGATHER_CORPUS ?? join(repository, '../shared/corpus');

export const noServer = existsSync(server) ? false : 'FORGATHER_LS names no server';
export const noCorpus = noServer || existsSync(join(corpus, 'current')) ? noServer : `there is no corpus at ${corpus}`;

export function graphOf(project: string, config: string, ...more: string[]): Graph {
  const text = execFileSync(server, ['graph', '--format', 'json', '-p', project, '-t', config, ...more], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return readGraph(JSON.parse(text));
}

export function exampleGraph(config: string): Graph {
  return graphOf(join(repository, 'tests/projects/tiny_lm'), config);
}

export interface CorpusConfiguration {
  name: string;
  graph: () => Graph;
}

/** What Forgather itself could load. */
export function corpusConfigurations(): CorpusConfiguration[] {
  return ['current', '2025-06'].flatMap((dialect) => {
    const folder = join(corpus, dialect);
    const lines = readFileSync(join(folder, 'expected.jsonl'), 'utf8').trimEnd().split('\n');
    return lines.flatMap((line): CorpusConfiguration[] => {
      const { project, config, stage } = JSON.parse(line) as { project: string; config: string; stage: string };
      const options = ['--dialect', dialect, '--facts', join(folder, 'facts.json')];
      return stage === 'pp'
        ? []
        : [{ name: `${dialect} ${project} ${config}`, graph: () => graphOf(join(folder, 'tree', project), config, ...options) }];
    });
  });
}
