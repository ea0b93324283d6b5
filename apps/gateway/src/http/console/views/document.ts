import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

export interface DocumentParts {
  readonly title: string;
  /** `/console/assets/HASH` */
  readonly assets: string;
  readonly body: Markup;
  /** Whether the page lives: charts, stream, actions. */
  readonly isLive: boolean;
}

/** The shell of every page. Nothing is inline, nothing is fetched from elsewhere: see security-headers.ts. */
export function document({ title, assets, body, isLive }: DocumentParts): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Slipstream</title>
<link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
<link rel="stylesheet" href="${assets}/uplot.css">
<link rel="stylesheet" href="${assets}/console.css">
<script src="${assets}/theme.js"></script>
${isLive ? markup`<script src="${assets}/uplot.js" defer></script><script type="module" src="${assets}/main.js"></script>` : ''}
</head>
${body}
</html>`;
}
