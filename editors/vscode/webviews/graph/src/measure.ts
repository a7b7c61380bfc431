// Widths of texts in the fonts of the theme, as the browser draws them.

import type { Font, Measure } from './box.js';

/** Reads the fonts from the style sheet, once: call it again when the theme has changed. */
export function browserMeasure(svgRoot: SVGSVGElement): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const fonts = new Map<Font, string>();
  for (const font of ['title', 'name', 'small', 'row'] as const) {
    const probe = document.createElementNS('http://www.w3.org/2000/svg', 'text');
    probe.setAttribute('class', `text-${font}`);
    svgRoot.append(probe);
    const style = getComputedStyle(probe);
    fonts.set(font, `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`);
    probe.remove();
  }
  const known = new Map<string, number>();
  return (text, font) => {
    const key = font + text;
    let width = known.get(key);
    if (width === undefined) {
      if (context === null) {
        return text.length * 8;
      }
      context.font = fonts.get(font) ?? '';
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}
