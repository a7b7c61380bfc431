// What is kept of a view while it is hidden, and for other configurations that were looked at.

import type { View } from './viewport.js';

export interface Kept {
  view: View;
  collapsed: string[];
  selected: string | undefined;
}

export interface Wishes {
  literals: boolean;
  details: boolean;
  overview: boolean;
}

export interface State {
  title: string;
  graphs: Record<string, Kept>;
  wishes: Wishes;
}

const MOST = 20;

export class Memory {
  private state: State;

  constructor(
    stored: unknown,
    private readonly store: (state: State) => void,
  ) {
    this.state = isState(stored)
      ? stored
      : { title: '', graphs: {}, wishes: { literals: true, details: true, overview: true } };
  }

  get wishes(): Wishes {
    return this.state.wishes;
  }

  wish(change: Partial<Wishes>): void {
    this.state.wishes = { ...this.state.wishes, ...change };
    this.store(this.state);
  }

  recall(title: string): Kept | undefined {
    return this.state.graphs[title];
  }

  keep(title: string, kept: Kept): void {
    const others = Object.entries(this.state.graphs).filter(([other]) => other !== title);
    const graphs = Object.fromEntries([...others.slice(1 - MOST), [title, kept]]);
    this.state = { ...this.state, title, graphs };
    this.store(this.state);
  }
}

function isState(stored: unknown): stored is State {
  return typeof stored === 'object' && stored !== null && 'graphs' in stored && 'wishes' in stored;
}
