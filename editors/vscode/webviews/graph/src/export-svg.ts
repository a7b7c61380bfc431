// The drawing as a file of its own: everything that is drawn, in the colours of the theme, without style sheets.

import type { Placed } from './layout.js';

const SHAPE = ['fill', 'fill-opacity', 'opacity'];
const STROKE = ['stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin'];
const TEXT = ['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor'];

/** What is for the mouse and the keyboard only. */
const LEFT_OUT = '.edge-area, .row-box, .toggle-area, .card-focus, .toggle-sign, .toggle title, .text-far, .is-quiet';

export function exportSvg(canvas: SVGSVGElement, scene: SVGGElement, placed: Placed, title: string): string {
  // Marks and the zoom are not of the drawing: for a moment, without a frame between, they are off.
  const marks = [...canvas.classList].filter((name) => name !== 'canvas');
  canvas.classList.remove(...marks);
  canvas.classList.add('is-exported');
  try {
    const copy = resolved(scene) as SVGGElement;
    copy.removeAttribute('transform');
    const file = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const width = String(Math.ceil(placed.width));
    const height = String(Math.ceil(placed.height));
    file.setAttribute('width', width);
    file.setAttribute('height', height);
    file.setAttribute('viewBox', `0 0 ${width} ${height}`);
    file.setAttribute('role', 'img');
    const heading = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    heading.textContent = `node graph of ${title}`;
    const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    background.setAttribute('width', '100%');
    background.setAttribute('height', '100%');
    background.setAttribute('fill', opaque(getComputedStyle(canvas).backgroundColor));
    file.append(heading, background, copy);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
  } finally {
    canvas.classList.remove('is-exported');
    canvas.classList.add(...marks);
  }
}

function resolved(element: Element): Element {
  const copy = element.cloneNode(false) as Element;
  for (const attribute of [...copy.attributes]) {
    if (!['d', 'x', 'y', 'cx', 'cy', 'r', 'rx', 'width', 'height', 'transform', 'text-anchor'].includes(attribute.name)) {
      copy.removeAttribute(attribute.name);
    }
  }
  if (element.localName !== 'title') {
    const style = getComputedStyle(element);
    const stroked = style.stroke !== 'none';
    // A group's colours are those of what is in it, which has them itself.
    const taken =
      element.localName === 'g'
        ? ['opacity']
        : [...SHAPE, ...(stroked ? STROKE : []), ...(element.localName === 'text' ? TEXT : [])];
    for (const name of taken) {
      const value = style.getPropertyValue(name);
      if (value !== '' && !isInitial(name, value)) {
        copy.setAttribute(name, name === 'font-family' ? value.replaceAll('"', "'") : value);
      }
    }
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      if (!child.matches(LEFT_OUT) && getComputedStyle(child).display !== 'none') {
        copy.append(resolved(child));
      }
    } else {
      copy.append(child.cloneNode());
    }
  }
  return copy;
}

function isInitial(name: string, value: string): boolean {
  return (
    (name.endsWith('opacity') && value === '1') ||
    (name === 'stroke-dasharray' && value === 'none') ||
    (name === 'stroke-linecap' && value === 'butt') ||
    (name === 'stroke-linejoin' && value === 'miter') ||
    (name === 'text-anchor' && value === 'start') ||
    (name === 'font-style' && value === 'normal')
  );
}

function opaque(color: string): string {
  return color === 'rgba(0, 0, 0, 0)' ? '#ffffff' : color;
}
