// The layout library in a worker. A webview may start one only from a `blob:` address, so that its text is part of
// this script; see build.mjs.

import ELK, { type ELK as Elk, type ElkNode } from 'elkjs/lib/elk-api.js';
import workerText from 'elkjs/lib/elk-worker.min.js';

/** A newer question made this one pointless. */
export class Superseded extends Error {}

/** What takes longer than this is not waited for when something else is to be placed. */
const PATIENCE = 400;

export class WorkerEngine {
  private worker: { elk: Elk; failed: Promise<never> } | undefined;
  private busy: { since: number; supersede: (why: Superseded) => void } | undefined;

  /** Has the library loaded and ready before there is anything to place: that takes longer than placing. */
  constructor() {
    this.worker = start();
    this.worker.elk.layout({ id: 'root', children: [{ id: 'n', width: 1, height: 1 }] }).catch(() => undefined);
  }

  async layout(graph: ElkNode): Promise<ElkNode> {
    if (this.busy !== undefined) {
      this.busy.supersede(new Superseded());
      if (performance.now() - this.busy.since > PATIENCE) {
        this.stop();
      }
    }
    const { elk, failed } = (this.worker ??= start());
    const superseded = Promise.withResolvers<never>();
    const mine = { since: performance.now(), supersede: superseded.reject };
    this.busy = mine;
    try {
      return await Promise.race([elk.layout(graph), failed, superseded.promise]);
    } finally {
      if (this.busy === mine) {
        this.busy = undefined;
      }
    }
  }

  private stop(): void {
    this.worker?.elk.terminateWorker();
    this.worker = undefined;
  }
}

function start(): { elk: Elk; failed: Promise<never> } {
  const failure = Promise.withResolvers<never>();
  // Whoever asks for a layout hears of it; before that, nobody has to.
  failure.promise.catch(() => undefined);
  const elk = new ELK({
    workerFactory: () => {
      const worker = new Worker(URL.createObjectURL(new Blob([workerText], { type: 'text/javascript' })));
      worker.addEventListener('error', (event) => {
        failure.reject(new Error(`the layout could not be computed: ${event.message || 'its worker did not start'}`));
      });
      return worker;
    },
  });
  return { elk, failed: failure.promise };
}
