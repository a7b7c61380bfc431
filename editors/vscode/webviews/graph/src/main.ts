// The page's script: connects the graph view to the extension.

import type { ToPage } from './messages.js';
import type { State } from './memory.js';
import { GraphView } from './view.js';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: State): void;
};

const code = acquireVsCodeApi();
const view = new GraphView(
  {
    post: (message) => code.postMessage(message),
    getState: () => code.getState(),
    setState: (state) => code.setState(state),
  },
  document.body,
);
window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  view.receive(event.data);
});
code.postMessage({ type: 'ready' });
