/** What came of a construction, as a page without scripts: its links are commands. */
import type { Location } from "vscode-languageserver-protocol";
import type { Cause, Construction, ConstructionError, Frame, NodeTime } from "./protocol.ts";

export interface Shown {
  target: string;
  config: string;
  /** What was written of variables. */
  variables: Record<string, string>;
  hasVariables: boolean;
  construction: Construction;
}

export interface Links {
  /** A link to a place. */
  place(location: Location): string;
  /** A link to a command. */
  command(name: string): string;
  /** A place in words. */
  words(location: Location): string;
  /** A file's path as people know it. */
  path(file: string): string;
}

/** The page's title, for its tab and for screen readers. */
export function titleOf({ target, construction }: Shown): string {
  return construction.ok ? `Materialized ${target}` : `Failed: ${target}`;
}

/** The body of the page. */
export function bodyOf(shown: Shown, links: Links): string {
  const { construction } = shown;
  return [
    `<header><h1>${construction.ok ? succeeded(construction.type) : failed(construction.error)}</h1>`,
    `<p class="about">${about(shown)}</p>`,
    `<nav aria-label="Actions">${actions(shown, links)}</nav></header>`,
    "<main>",
    notices(construction),
    construction.ok ? object(construction) : fault(construction.error, links),
    output("Output", construction.stdout),
    output("Error output", construction.stderr),
    construction.ok && construction.times !== undefined ? times(construction.times, links) : "",
    "</main>",
  ].join("\n");
}

function succeeded(type: string): string {
  return `<code>${escape(type)}</code>`;
}

function failed(error: ConstructionError): string {
  return `<span class="failure">${escape(error.type)}</span>`;
}

function about({ target, config, variables, construction }: Shown): string {
  const given = Object.entries(variables).map(([name, text]) => `<code>${escape(name)} = ${escape(text)}</code>`);
  const how = given.length === 0 ? "" : ` with ${given.join(", ")}`;
  return `<code>${escape(target)}</code> of <code>${escape(config)}</code>${how}, ${duration(construction.seconds)}, in Python ${escape(construction.python)}`;
}

function actions({ hasVariables }: Shown, links: Links): string {
  const action = (name: string, label: string) => `<a class="action" href="${escape(links.command(name))}">${label}</a>`;
  return [
    action("forgather.materializeAgain", "Again"),
    ...(hasVariables ? [action("forgather.materializeOtherwise", "With other values…")] : []),
    action("forgather.restartPython", "Restart Python"),
  ].join(" ");
}

function notices(construction: Construction): string {
  if (construction.notes.length === 0) return "";
  const notes = construction.notes.map((note) => `<li>${inline(note)}</li>`);
  return `<section class="notes" aria-label="Notes"><ul>${notes.join("")}</ul></section>`;
}

function object({ repr, truncated }: Extract<Construction, { ok: true }>): string {
  const more = truncated ? `<p class="quiet">The rest is left out: it is longer than 100,000 characters.</p>` : "";
  return `<section aria-label="Object"><pre tabindex="0">${escape(repr)}</pre>${more}</section>`;
}

function fault(error: ConstructionError, links: Links): string {
  const parts = [`<p class="message">${escape(error.message)}</p>`];
  if (error.note !== null) parts.push(`<p class="note">${inline(error.note)}</p>`);
  if (error.location !== null) {
    const chain = error.relatedInformation.map(
      ({ location, message }) => `<li>${inline(message)} ${placeLink(location, links)}</li>`,
    );
    parts.push(
      `<section><h2>In the templates</h2><ol class="chain"><li class="blamed">constructed here ${placeLink(error.location, links)}</li>${chain.join("")}</ol></section>`,
    );
  }
  if (error.traceback.length > 0) parts.push(`<section><h2>In Python</h2>${traceback(error.traceback, links)}</section>`);
  parts.push(...error.causes.map((cause) => causedBy(cause, links)));
  return parts.join("\n");
}

function causedBy(cause: Cause, links: Links): string {
  return `<section><h2>Caused by <span class="failure">${escape(cause.type)}</span></h2><p class="message">${escape(cause.message)}</p>${traceback(cause.traceback, links)}</section>`;
}

function traceback(frames: Frame[], links: Links): string {
  const rows = frames.map((frame) => {
    const place = `${links.path(frame.file)}:${frame.line}`;
    const start = { line: frame.line - 1, character: 0 };
    const link =
      frame.uri === null
        ? `<span>${escape(place)}</span>`
        : `<a href="${escape(links.place({ uri: frame.uri, range: { start, end: start } }))}">${escape(place)}</a>`;
    const text = frame.text === null || frame.text === "" ? "" : `<pre>${escape(frame.text)}</pre>`;
    return `<li>${link} in <code>${escape(frame.function)}</code>${text}</li>`;
  });
  return `<ol class="frames">${rows.join("")}</ol>`;
}

function placeLink(location: Location, links: Links): string {
  return `<a href="${escape(links.place(location))}">${escape(links.words(location))}</a>`;
}

/** A place in a table: the file's name is enough, and its path is there to be hovered over. */
function shortLink(location: Location, links: Links): string {
  const words = links.words(location);
  return `<a href="${escape(links.place(location))}" title="${escape(words)}">${escape(words.replace(/^.*[/\\]/, ""))}</a>`;
}

/** A constructor without the folders of its file. */
function shortName(constructor: string): string {
  return `<code title="${escape(constructor)}">${escape(constructor.replace(/^.*[/\\]/, ""))}</code>`;
}

function output(title: string, text: string): string {
  return text === "" ? "" : `<section><h2>${title}</h2><pre tabindex="0" aria-label="${title}">${escape(text)}</pre></section>`;
}

function times(all: NodeTime[], links: Links): string {
  const slowest = all.toSorted((a, b) => b.seconds - a.seconds);
  const most = Math.max(slowest[0]?.seconds ?? 0, Number.MIN_VALUE);
  const rows = slowest.map((time) => {
    const place = time.location === null ? "" : shortLink(time.location, links);
    // A meter is read by screen readers and needs no style of its own to be drawn.
    const meter = `<meter min="0" max="${most}" value="${time.seconds}" aria-label="share"></meter>`;
    return `<tr><td>${shortName(time.constructor)}</td><td class="number">${time.calls}</td><td class="number">${duration(time.seconds)}</td><td>${meter}</td><td>${place}</td></tr>`;
  });
  return `<section><h2>Times</h2><table><thead><tr><th scope="col">constructor</th><th scope="col" class="number">calls</th><th scope="col" class="number">time</th><th scope="col">share</th><th scope="col">template</th></tr></thead><tbody>${rows.join("")}</tbody></table></section>`;
}

/** A time as people read it. */
export function duration(seconds: number): string {
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  if (seconds >= 0.001) return `${(seconds * 1000).toFixed(1)} ms`;
  return `${Math.round(seconds * 1_000_000)} µs`;
}

/** A message, whose names in backquotes are code. */
function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
