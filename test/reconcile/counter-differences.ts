import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import type { MetricsReading } from '../support/metrics-reading.ts';
import type { Difference } from './difference.ts';

type Sums = Readonly<Record<string, number>>;

/** One family of the gateway's counters, and what the rows make of it. */
interface Counted {
  readonly family: string;
  /** By which it is split; null: not at all. */
  readonly label: string | null;
  readonly of: (row: LedgerRow) => { readonly label?: string | null; readonly amount: number | null };
}

const byMethod = (family: string, part: keyof LedgerRow): Counted => ({
  family,
  label: 'method',
  of: (row) => ({ label: row.method, amount: row[part] as number | null }),
});

const counted: readonly Counted[] = [
  { family: 'slipstream_requests_total', label: 'outcome', of: ({ outcome }) => ({ label: outcome, amount: 1 }) },
  { family: 'slipstream_attempts_total', label: null, of: ({ attempts }) => ({ amount: attempts }) },
  { family: 'slipstream_prompt_tokens_total', label: null, of: (row) => ({ amount: row.prompt_tokens }) },
  {
    family: 'slipstream_completion_tokens_total',
    label: 'source',
    of: (row) => ({ label: row.tokens_source, amount: row.completion_tokens }),
  },
  byMethod('slipstream_measured_requests_total', 'prefills'),
  byMethod('slipstream_step_tokens_total', 'step_tokens'),
  byMethod('slipstream_decode_steps_total', 'steps'),
  byMethod('slipstream_accepted_tokens_total', 'accepted_tokens'),
  byMethod('slipstream_drafts_total', 'drafts'),
  byMethod('slipstream_draft_tokens_total', 'draft_tokens'),
];

/** Estimated steps are fractions, and sums of fractions are not the same in every order. */
const roundingError = 1e-6;

/** Every counter of the gateway against the sum over the rows of this variant. What nobody knew is in neither. */
export function counterDifferences(
  variant: string,
  rows: readonly LedgerRow[],
  metrics: Pick<MetricsReading, 'sum' | 'by'>,
): readonly Difference[] {
  const ofFamilies = counted.flatMap(({ family, label, of }) => {
    const wanted = sumsOf(rows, of);
    const found = label === null ? { '': metrics.sum(family, { variant }) } : metrics.by(label, family, { variant });
    return differing(found, wanted).map((name) => ({
      between: 'counters and ledger' as const,
      variant,
      request: null,
      what: name === '' ? family : `${family}{${label}="${name}"}`,
      found: found[name] ?? 0,
      wanted: wanted[name] ?? 0,
    }));
  });
  return [...ofFamilies, ...wasteDifferences(variant, rows, metrics)];
}

/** What came of answers that broke. What a hedge that lost had cost is a prompt, which no row has. */
function wasteDifferences(
  variant: string,
  rows: readonly LedgerRow[],
  metrics: Pick<MetricsReading, 'by'>,
): readonly Difference[] {
  const family = 'slipstream_wasted_tokens_total';
  const { cut = 0, client_gone: clientGone = 0 } = metrics.by('reason', family, { variant });
  const found = cut + clientGone;
  const wanted = rows.reduce((sum, row) => sum + (row.aborted_tokens ?? 0) + (row.discarded_tokens ?? 0), 0);
  if (found === wanted) return [];
  return [
    { between: 'counters and ledger', variant, request: null, what: `${family} of broken answers`, found, wanted },
  ];
}

function sumsOf(rows: readonly LedgerRow[], of: Counted['of']): Sums {
  const sums: Record<string, number> = {};
  for (const row of rows) {
    const { label = '', amount } = of(row);
    if (amount !== null && label !== null) sums[label] = (sums[label] ?? 0) + amount;
  }
  return sums;
}

function differing(found: Sums, wanted: Sums): string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  return names.filter((name) => {
    const [one, other] = [found[name] ?? 0, wanted[name] ?? 0];
    return Math.abs(one - other) > roundingError * Math.max(1, other);
  });
}
