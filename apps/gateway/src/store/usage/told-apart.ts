import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { bandNames, lowerEnds, unknownBand } from '../../metering/conclusions/bands.ts';

const DAY_MS = 86_400_000;

/** What rows may be told apart by beside model, variant, control and method. */
export const apart = ['key', 'day', 'class', 'length', 'concurrency', 'run'] as const;

export type Apart = (typeof apart)[number];

/**
 * As it is selected and grouped by. Literals and no parameters: Postgres must see that it is one expression in both places. A day
 * is its number since the epoch.
 */
export const toldApart: Readonly<Record<Apart, RawBuilder<string | null>>> = {
  key: sql`key_name`,
  day: sql`CAST(received_at_ms / ${sql.lit(DAY_MS)} AS text)`,
  class: sql`coalesce(prompt_class, ${sql.lit(unknownBand)})`,
  length: band('length', 'prompt_tokens'),
  concurrency: band('concurrency', 'concurrency'),
  run: sql`run`,
};

export function dayName(dayNumber: string): string {
  return new Date(Number(dayNumber) * DAY_MS).toISOString().slice(0, 10);
}

/** By the borders of conclusions. */
function band(kind: keyof typeof lowerEnds, column: string): RawBuilder<string | null> {
  const names = bandNames[kind];
  const cases = lowerEnds[kind].flatMap((end, index) =>
    index === 0 ? [] : [sql`WHEN ${sql.ref(column)} >= ${sql.lit(end)} THEN ${sql.lit(names[index] ?? unknownBand)}`],
  );
  const lowest = sql.lit(names[0] ?? unknownBand);
  return sql`CASE WHEN ${sql.ref(column)} IS NULL THEN ${sql.lit(unknownBand)} ${sql.join(cases.toReversed(), sql` `)} ELSE ${lowest} END`;
}
