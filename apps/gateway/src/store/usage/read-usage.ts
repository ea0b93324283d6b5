import { sql } from 'kysely';
import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { UsageQuery } from '../../metering/usage/usage-query.ts';
import type { BusyTime, UsageSums } from '../../metering/usage/usage-sums.ts';
import type { Tables } from '../tables.ts';
import { apart, dayName, toldApart } from './told-apart.ts';

const known = (column: string): RawBuilder<number> => sql<number>`coalesce(sum(${sql.ref(column)}), 0)`;

/** Null where one of the rows that have steps does not know it. */
const knownOfAll = (column: string): RawBuilder<number | null> =>
  sql<number | null>`CASE WHEN count(${sql.ref(column)}) = count(steps) THEN coalesce(sum(${sql.ref(column)}), 0) END`;

const counted = (condition: Expression<SqlBool>): RawBuilder<number> =>
  sql<number>`sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

/** Decoding that was seen from its first token to its last. */
const timed = sql<SqlBool>`decode_seconds IS NOT NULL AND completion_tokens > 0`;

/** Sums of the ledger's rows, by model, variant, method and what else is asked for. The same words for SQLite and Postgres. */
export async function readUsage(tables: Kysely<Tables>, query: UsageQuery): Promise<readonly UsageSums[]> {
  const wanted = apart.filter((name) => query.by.includes(name));
  const unwanted = sql<string | null>`CAST(NULL AS text)`;
  const rows = await chosen(tables, query)
    .select(['model', 'variant', 'control', 'method'])
    .select(apart.map((name) => (wanted.includes(name) ? toldApart[name] : unwanted).as(name)))
    .select((select) => [
      select.fn.countAll<number>().as('requests'),
      counted(sql<SqlBool>`outcome = 'ok'`).as('ok'),
      counted(sql<SqlBool>`completion_tokens IS NULL AND attempts > 0`).as('uncounted'),
      known('prompt_tokens').as('promptTokens'),
      known('completion_tokens').as('completionTokens'),
      known('reasoning_tokens').as('reasoningTokens'),
      known('cached_tokens').as('cachedTokens'),
      known('aborted_tokens').as('abortedTokens'),
      known('discarded_tokens').as('discardedTokens'),
      known('cost_nanos').as('costNanos'),
      select.fn.count<number>('cost_nanos').as('priced'),
      known('prefills').as('prefills'),
      known('steps').as('steps'),
      known('step_tokens').as('stepTokens'),
      knownOfAll('drafts').as('drafts'),
      knownOfAll('draft_tokens').as('draftTokens'),
      knownOfAll('accepted_tokens').as('acceptedTokens'),
      sql<number>`sum(CASE WHEN ${timed} THEN completion_tokens - 1 ELSE 0 END)`.as('decodeTokens'),
      sql<number>`sum(CASE WHEN ${timed} THEN decode_seconds ELSE 0 END)`.as('decodeSeconds'),
      select.fn.max('gpus').as('gpus'),
      sql<number | null>`sum(gpu_seconds)`.as('gpuSeconds'),
      sql<number | null>`sum(wasted_gpu_seconds)`.as('wastedGpuSeconds'),
    ])
    .groupBy(['model', 'variant', 'control', 'method'])
    .groupBy(wanted.map((name) => toldApart[name]))
    .execute();
  return rows.map((row) => ({ ...row, day: row.day === null ? null : dayName(row.day) }));
}

/** The union of the decoding times at each replica, for each of its GPUs, and their sum, by variant. */
export async function readBusyTime(tables: Kysely<Tables>, query: UsageQuery): Promise<readonly BusyTime[]> {
  return await tables
    .with('spans', () =>
      chosen(tables, query)
        .where(timed)
        .where(sql<SqlBool>`decode_seconds > 0 AND ttft_seconds IS NOT NULL`)
        .select(['model', 'variant', 'replica'])
        .select(sql<number>`coalesce(gpus, 1)`.as('gpus'))
        .select([
          sql<number>`received_at_ms / 1000.0 + ttft_seconds`.as('begun'),
          sql<number>`received_at_ms / 1000.0 + ttft_seconds + decode_seconds`.as('ended'),
        ]),
    )
    .with('covered', (with_) =>
      with_
        .selectFrom('spans')
        .selectAll()
        // Until when the replica was busy with what began before: what lies under it is not counted again.
        .select(
          sql<number | null>`max(ended) OVER (
            PARTITION BY model, variant, replica ORDER BY begun, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
          )`.as('until'),
        ),
    )
    .selectFrom('covered')
    .select(['model', 'variant'])
    .select([
      sql<number>`sum(ended - begun)`.as('decodeSeconds'),
      sql<number>`sum(gpus * CASE
        WHEN until IS NULL OR until <= begun THEN ended - begun
        WHEN until < ended THEN ended - until
        ELSE 0
      END)`.as('busySeconds'),
    ])
    .groupBy(['model', 'variant'])
    .execute();
}

function chosen(tables: Kysely<Tables>, { sinceMs, untilMs, key }: UsageQuery) {
  return tables
    .selectFrom('requests')
    .where('received_at_ms', '>=', Math.floor(sinceMs))
    .$if(untilMs !== null, (rows) => rows.where('received_at_ms', '<', Math.floor(untilMs ?? 0)))
    .$if(key !== null, (rows) => rows.where('key_name', '=', key ?? ''));
}
