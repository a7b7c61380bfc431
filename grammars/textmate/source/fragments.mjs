// Regular expressions that several rules are made of, in Oniguruma's syntax. A line is what the dialect calls one: each
// is looked at for itself before Jinja2 and YAML see anything, and so do these.

const r = String.raw;

/** White space within a line. */
export const blank = r`[^\S\n]`;

/** An expression or a statement in braces that ends on its line: part of a key, a tag or an anchor. */
export const braces = r`\{\{(?>[^}\n]|\}(?!\}))*\}\}|\{%(?>[^%\n]|%(?!\}))*%\}`;

/** What begins a line statement. `--` alone, or before a comment only, is text. */
export const lineDelimiter = r`(?:--|<<|>>|==|=>)`;
export const isStatement = r`\s*${lineDelimiter}${blank}(?!\s*#{2})`;

/**
 * A comment that Forgather cuts: the last `##` behind white space counts, wherever it stands. The line break tells the end
 * of the line from that of a line statement without its comment, in which an earlier `##` is none.
 */
export const cutComment = r`(?<=\s)#{2,}(?!.*\s#{2}).*(?=\n)`;

/** `[name]`, `[name!]`, also with a comment behind it. */
export const isHeader = r`\s*\[\w+!*\]\s*(?:(?<=\s)#{2,}(?!.*\s#{2}).*)?$`;

/** `#--- name ---`: one hash, at the left margin, nothing behind it. */
export const isMarker = r`#\s*-{3,}\s*[\w./]+\s*-{3,}$`;

/** A line that is a comment. */
export const isComment = r`\s*##`;

/** A key at the left margin, which no construct that is still open can hold in a sound file. */
export const isTarget = r`[.\w][\w.-]*:(?:\s|$)`;

/** The lines on which whatever is still open ends, so that what is half typed spoils no more than its own part. */
export const recoverFlow = r`^(?=${isHeader}|${isMarker}|${isTarget})`;
export const recover = r`^(?=${isStatement}|${isHeader}|${isMarker}|${isTarget})`;

/** Where a YAML node, key or property of a node may begin: not within a word. */
export const nodeStart = r`(?<=^|\s|[\[{,]|[%#]\})`;

/** Where a scope has two names, the first is for themes that have no colour for the second. */
export const blockName = 'entity.name.function.block.forgather entity.name.type.class.block.forgather';
