// What the keys do while the drawing has the keyboard.

export type Action =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'otherUser'
  | 'open'
  | 'toggle'
  | 'zoomIn'
  | 'zoomOut'
  | 'original'
  | 'fit'
  | 'panLeft'
  | 'panRight'
  | 'panUp'
  | 'panDown'
  | 'search'
  | 'leave'
  | 'literals'
  | 'details'
  | 'overview'
  | 'legend';

const PLAIN: Record<string, Action> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  u: 'otherUser',
  Enter: 'open',
  ' ': 'toggle',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'original',
  f: 'fit',
  '/': 'search',
  Escape: 'leave',
  l: 'literals',
  d: 'details',
  o: 'overview',
  '?': 'legend',
};

const WITH_SHIFT: Record<string, Action> = {
  ArrowLeft: 'panLeft',
  ArrowRight: 'panRight',
  ArrowUp: 'panUp',
  ArrowDown: 'panDown',
};

/** With control, alt or the command key, a key is the editor's. */
export function keyAction(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): Action | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return undefined;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.shiftKey ? WITH_SHIFT[key] : undefined) ?? PLAIN[key];
}
