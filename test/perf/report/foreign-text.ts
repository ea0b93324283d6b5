import type { Outcome } from './outcome.ts';
import { spreadOf } from './spread.ts';

/** Above this share of the proxy's core, figures say as much of the neighbours as of the subjects. */
const tooMuch = 0.05;

/** How alone the proxies were on their core; empty where that is not known. */
export function foreignText(outcomes: readonly Outcome[]): string {
  const windows = outcomes.flatMap(({ requests, streams, manyStreams }) => [...requests, ...streams, ...manyStreams]);
  const spread = spreadOf(windows.map((window) => window?.foreignShare));
  if (spread === null) return '';
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const text = `Others used ${percent(spread.median)} of the proxy's core (${percent(spread.least)}–${percent(spread.most)} by window).`;
  return spread.median > tooMuch
    ? `${text} **That is too much: repeat on a quiet machine before believing these.**`
    : text;
}
