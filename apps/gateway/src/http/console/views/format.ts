import type { Interval } from '@slipstream/statistics';

/** What stands where nothing is known: never a 0. */
export const unknown = '–';

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
/** Of intervals from few requests: `560K`. */
const large = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** `12,345` */
export function count(value: number | null): string {
  return value === null ? unknown : counts.format(value);
}

/** `1.73` */
export function ratio(value: number | null, digits: number = 2): string {
  if (value === null || !Number.isFinite(value)) return unknown;
  return value < 1000 ? value.toFixed(digits) : large.format(value);
}

/** `1.66 – 1.80` */
export function range(interval: Interval | null, digits: number = 2): string {
  return interval === null ? '' : `${ratio(interval.lower, digits)} – ${ratio(interval.upper, digits)}`;
}

/** `18.4 ms`, `1.24 s`: three digits, in the unit in which they say something. */
export function duration(ms: number | null): string {
  if (ms === null) return unknown;
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 999.5) return `${Number(ms.toPrecision(3))} ms`;
  return `${Number((ms / 1000).toPrecision(3))} s`;
}

/** `25 %`, `0.4 %` */
export function percent(share: number | null): string {
  if (share === null) return unknown;
  const value = share * 100;
  return `${value > 0 && value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} %`;
}

/** `14:03:22`, UTC. */
export function clockTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 19);
}

/** `2026-11-24 14:03:22`, UTC. */
export function dateTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** `Holding: …` */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** E-values run from nothing to 10³⁰⁰. */
export function eValue(value: number | null): string {
  if (value === null) return unknown;
  return value >= 1e4 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
