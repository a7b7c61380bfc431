// What the view says besides the drawing: above it what is wrong with the configuration, in its place why there is
// none, and to screen readers what has happened.

import type { Cards, Use } from './cards.js';
import { html } from './dom.js';

export class Announcements {
  readonly banner = html('div', { class: 'banner' });
  readonly notice = html('div', { class: 'notice' });
  readonly status = html('div', { class: 'unseen', role: 'status' });

  /** `show` leads to what could not be read. */
  constructor(private readonly show: (problem: Use) => void) {}

  loading(text: string, besides: boolean): void {
    this.instead('loading', text, besides);
  }

  problem(text: string): void {
    this.banner.replaceChildren();
    this.instead('problem', text, false);
  }

  drawn(): void {
    this.instead('none', '', false);
  }

  spoken(text: string): void {
    this.status.textContent = text;
  }

  /** What is to be said of a configuration that is drawn. */
  about(cards: Cards, stale: boolean): void {
    const parts: HTMLElement[] = [];
    if (stale) {
      parts.push(html('span', {}, 'the configuration is broken at the moment: this is its last graph'));
    }
    if (cards.problems.length > 0) {
      const many = cards.problems.length === 1 ? 'a value' : `${String(cards.problems.length)} values`;
      parts.push(
        html('span', {}, `this graph cannot be constructed: ${many} could not be read`),
        this.showButton(cards.problems),
      );
    }
    if (cards.all.length === 1 && cards.all[0].rows.length === 0) {
      parts.push(html('span', {}, 'this configuration is empty: it has no targets'));
    }
    this.banner.replaceChildren(...parts);
  }

  private showButton(problems: Use[]): HTMLElement {
    const button = html('button', { type: 'button', class: 'link' }, problems.length === 1 ? 'show' : 'show next');
    let next = 0;
    button.addEventListener('click', () => {
      const problem = problems[next++ % problems.length];
      if (problem !== undefined) {
        this.show(problem);
      }
    });
    return button;
  }

  private instead(kind: string, text: string, small: boolean): void {
    this.notice.className = `notice is-${kind}${small ? ' is-small' : ''}`;
    this.notice.textContent = text;
    this.status.textContent = text;
  }
}
