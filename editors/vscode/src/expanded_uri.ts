/**
 * The uris of previews as documents of the editor.
 *
 * A tab is called after the end of its uri's path, and a preview has to be told from the configuration that it is of. So
 * the document's path says what it is, and its query keeps the server's uri.
 */
export const EXPANDED = "forgather-expanded";

export interface UriParts {
  scheme: string;
  path: string;
  query: string;
}

/** The parts of the document's uri, from the server's uri of a preview. */
export function documentParts(serverUri: string, decode: (text: string) => string = decodeURIComponent): UriParts {
  const [, path = ""] = /^[a-z-]+:(?:\/\/[^/]*)?([^?#]*)/.exec(serverUri) ?? [];
  return { scheme: EXPANDED, path: `${decode(path)} (expanded)`, query: serverUri };
}

/** The server's uri of the preview that a document shows. */
export function serverUri(document: UriParts): string | undefined {
  return document.scheme === EXPANDED && document.query !== "" ? document.query : undefined;
}
