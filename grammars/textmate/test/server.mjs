// The language server's semantic tokens: another reading of the same files, by another program.

import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-jsonrpc/node';

/** Starts the server, hands over a function from a file to its tokens, and ends the server. */
export async function withServer(executable, use) {
  const child = spawn(executable, ['lsp'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(child.stdout),
    new rpc.StreamMessageWriter(child.stdin),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/semanticTokens/refresh', () => null);
  connection.listen();
  try {
    const { capabilities } = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        textDocument: {
          semanticTokens: { requests: { full: true }, tokenTypes: ourTypes, tokenModifiers: [], formats: ['relative'] },
        },
      },
    });
    await connection.sendNotification('initialized', {});
    const { tokenTypes } = capabilities.semanticTokensProvider.legend;
    return await use((path, text) => semanticTokens(connection, tokenTypes, path, text));
  } finally {
    await connection.sendRequest('shutdown').catch(() => {});
    await connection.sendNotification('exit').catch(() => {});
    const late = setTimeout(() => child.kill(), 10_000);
    await ended;
    clearTimeout(late);
    connection.dispose();
  }
}

const ourTypes = [
  'namespace', 'class', 'function', 'macro', 'variable', 'parameter', 'property', 'keyword', 'string', 'number', 'operator',
  'comment', 'delimiter', 'block', 'tag', 'nodeName', 'anchor', 'alias', 'target', 'dotName', 'splitMarker',
];

async function semanticTokens(connection, types, path, text) {
  const textDocument = { uri: pathToFileURL(path).href, languageId: 'forgather', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const { data } = await connection.sendRequest('textDocument/semanticTokens/full', { textDocument });
  await connection.sendNotification('textDocument/didClose', { textDocument });
  const tokens = [];
  let line = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    line += data[at];
    start = data[at] ? data[at + 1] : start + data[at + 1];
    tokens.push({ line, start, end: start + data[at + 2], type: types[data[at + 3]] });
  }
  return tokens;
}
