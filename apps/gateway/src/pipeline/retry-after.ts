import type { UpstreamHeaders } from '../ports.ts';

/** How long an engine asks to be left alone, in seconds or by date (RFC 9110 §10.2.3); null where it says nothing sensible. */
export function retryAfterMs(headers: UpstreamHeaders, wallMs: number): number | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Of the date forms only the one that is not obsolete: `Date.parse` alone would take almost any words.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return null;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - wallMs);
}
