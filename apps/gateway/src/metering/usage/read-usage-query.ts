import { readAge } from '@slipstream/config';
import { usageDimensions } from './usage-query.ts';
import type { UsageDimension, UsageQuery } from './usage-query.ts';

export interface UsageWords {
  /** `24h`, `30d`, or a moment such as `2026-11-24` or `2026-11-24T12:00:00Z`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Names joined by commas. */
  readonly by?: string | undefined;
}

/** A word that is wrong, by the name that it was given under; `message` completes the sentence "NAME …". */
export interface WrongWord {
  readonly name: keyof UsageWords;
  readonly message: string;
}

const DEFAULTS = { since: '30d', by: 'model' };

const moment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/;

/** What a person asks for: in words of a command line or of a URL. */
export function readUsageQuery(words: UsageWords, key: string | null, wallMs: number): UsageQuery | WrongWord {
  const { since = DEFAULTS.since, until, by = DEFAULTS.by } = words;
  const sinceMs = readMoment(since, wallMs);
  if (sinceMs === null) return { name: 'since', message: wrongMoment(since) };
  const untilMs = until === undefined ? null : readMoment(until, wallMs);
  if (until !== undefined && untilMs === null) return { name: 'until', message: wrongMoment(until) };
  if (untilMs !== null && untilMs <= sinceMs) return { name: 'until', message: 'must be later than since' };
  const names = by === '' ? [] : by.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isDimension(name));
  if (unknown !== undefined) {
    return { name: 'by', message: `has ${JSON.stringify(unknown)}; it takes ${usageDimensions.join(', ')}` };
  }
  return { sinceMs, untilMs, by: [...new Set(names.filter(isDimension))], key };
}

function isDimension(name: string): name is UsageDimension {
  return (usageDimensions as readonly string[]).includes(name);
}

function readMoment(text: string, wallMs: number): number | null {
  const age = readAge(text);
  if (age.ok) return wallMs - age.value;
  const ms = moment.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

function wrongMoment(text: string): string {
  const wanted = 'an age such as 24h or 30d, a day such as 2026-11-24, or a time such as 2026-11-24T12:00:00Z';
  return `is ${JSON.stringify(text.slice(0, 40))}; it must be ${wanted}`;
}
