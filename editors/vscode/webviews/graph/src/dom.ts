// Elements, made without markup and without inline styles: the page's security policy allows neither.

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = Node | string | undefined;

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

export function button(
  label: string,
  icon: Element,
  action: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = html('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...attributes }, icon);
  made.addEventListener('click', action);
  return made;
}

function filled<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}
