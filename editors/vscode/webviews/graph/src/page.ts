// The page that the script runs in. The extension puts it into its webview; the tests serve the same.

export interface PageParts {
  /** Addresses of `graph.js` and `graph.css`, as the webview may load them. */
  script: string;
  style: string;
  /** Where these are loaded from: the webview's `cspSource`. */
  cspSource: string;
  /** Random, for each page anew. */
  nonce: string;
}

/** Nothing is loaded from elsewhere, and no text becomes code but this script and the layout's worker. */
export function graphPage({ script, style, cspSource, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Node Graph</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
