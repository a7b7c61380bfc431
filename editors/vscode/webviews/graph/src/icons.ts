// Line icons on a grid of 16.

import { svg } from './dom.js';

const PATHS = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14',
  up: 'M3.5 10.5 8 6l4.5 4.5',
  down: 'M3.5 5.5 8 10l4.5-4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  expand: 'M2.5 8h4M9.5 3.5h4v3h-4zM9.5 9.5h4v3h-4zM6.5 8V5h3M6.5 8v3h3',
  collapse: 'M2.5 5.5h7v5h-7zM11.5 8h2M12.5 7v2',
  literals: 'M2.5 4h4M2.5 8h4M2.5 12h4M9 4h4.5M9 8h4.5M9 12h2',
  save: 'M8 2.5V10M4.8 7 8 10.2 11.2 7M2.5 11v2.5h11V11',
  help: 'M5.6 5.9A2.4 2.4 0 1 1 8.8 8.2Q8 8.6 8 9.8M8 12v.6',
  details: 'M2.5 3h11v10h-11zM9.5 3v10',
  open: 'M6.5 3.5h-3v9h9v-3M9 3h4v4M13 3 7.5 8.5',
  overview: 'M2.5 3h11v10h-11zM4.5 5h4v3h-4z',
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, class: 'icon', 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}
