import type { Method, TokenSource } from '@slipstream/metrics';
import type { Outcome } from '../../errors.ts';

/**
 * One accepted request, as it is booked. Its properties are the columns of the table `requests`, in SQLite and in
 * Postgres, so that nothing is renamed on the way. Unknown is null. Truth values are 0 and 1: SQLite has no others.
 */
export interface LedgerRow {
  /** Given by this gateway, unique over all of them: a client may send the same `request_id` twice. */
  readonly id: string;
  /** As the client sees it in `x-request-id`. */
  readonly request_id: string;
  /** Wall clock, milliseconds since the epoch. */
  readonly received_at_ms: number;
  readonly route: 'chat' | 'completions';
  /** Name of the key; null where none was asked for. */
  readonly key_name: string | null;
  readonly model: string;
  /** Seed of the experiment: another seed is another assignment of every unit. */
  readonly experiment: string;
  readonly unit: 'session' | 'user' | 'request';
  readonly exposure: 0 | 1;
  readonly forced: 0 | 1;
  /** Of the rollout whose split was in force, `ROLLOUT.RUN.EPOCH`; null: the file's was. */
  readonly run: string | null;
  readonly variant: string;
  /** The variant that this one may be compared with: its control, of the same base model. */
  readonly control: string | null;
  /** Of the attempt that gave the answer, or of the last one; null: nobody was asked. */
  readonly replica: string | null;
  /** Attempts of its gateway under way at that replica when this one began there, itself among them. */
  readonly concurrency: number | null;
  readonly attempts: number;
  readonly outcome: Outcome;
  /** What the client saw; 499 where it left before it saw one. */
  readonly status: number | null;
  readonly streamed: 0 | 1;
  /** What sort of work the prompt asks for: a closed set of words. */
  readonly prompt_class: string | null;
  readonly prompt_tokens: number | null;
  /** Of the answer, as far as it came: also of one that broke off. */
  readonly completion_tokens: number | null;
  /** Part of `completion_tokens`. */
  readonly reasoning_tokens: number | null;
  /** Part of `prompt_tokens`. */
  readonly cached_tokens: number | null;
  readonly tokens_source: TokenSource | null;
  /** Wasted, part of `completion_tokens`: of an answer that did not end well. */
  readonly aborted_tokens: number | null;
  /** Wasted, beside `completion_tokens`: of attempts that gave no answer, such as hedges that lost. */
  readonly discarded_tokens: number | null;
  /** How the next seven were come by; null: speculation was not measured. */
  readonly method: Method | null;
  readonly method_source: string | null;
  /** Of the requests measured: 1, or 0 where no token came. */
  readonly prefills: number | null;
  readonly steps: number | null;
  readonly step_tokens: number | null;
  readonly drafts: number | null;
  readonly draft_tokens: number | null;
  readonly accepted_tokens: number | null;
  /** Accepted at each place of the draft, the first place first: a JSON list. */
  readonly accepted_by_position: string | null;
  /** Received → first token, streams only. */
  readonly ttft_seconds: number | null;
  /** First → last token, streams only. */
  readonly decode_seconds: number | null;
  readonly duration_seconds: number;
  readonly queue_seconds: number | null;
  /** Of each replica of the variant. */
  readonly gpus: number | null;
  /** What all its attempts took of their replicas' GPUs. */
  readonly gpu_seconds: number | null;
  /** Part of `gpu_seconds`: of attempts that gave no answer, and of one that did not end well. */
  readonly wasted_gpu_seconds: number | null;
  /** Billionths of the currency that prices are in; null where a price or a count is unknown. */
  readonly cost_nanos: number | null;
}

export type LedgerValue = string | number | null;

/** The columns, in the order in which values are handed on. Complete: see the type of `allColumns`. */
const allColumns: Readonly<Record<keyof LedgerRow, true>> = {
  id: true,
  request_id: true,
  received_at_ms: true,
  route: true,
  key_name: true,
  model: true,
  experiment: true,
  unit: true,
  exposure: true,
  forced: true,
  run: true,
  variant: true,
  control: true,
  replica: true,
  concurrency: true,
  attempts: true,
  outcome: true,
  status: true,
  streamed: true,
  prompt_class: true,
  prompt_tokens: true,
  completion_tokens: true,
  reasoning_tokens: true,
  cached_tokens: true,
  tokens_source: true,
  aborted_tokens: true,
  discarded_tokens: true,
  method: true,
  method_source: true,
  prefills: true,
  steps: true,
  step_tokens: true,
  drafts: true,
  draft_tokens: true,
  accepted_tokens: true,
  accepted_by_position: true,
  ttft_seconds: true,
  decode_seconds: true,
  duration_seconds: true,
  queue_seconds: true,
  gpus: true,
  gpu_seconds: true,
  wasted_gpu_seconds: true,
  cost_nanos: true,
};

export const ledgerColumns: readonly (keyof LedgerRow)[] = Object.keys(allColumns) as (keyof LedgerRow)[];

/** A row as a plain list, in the order of `ledgerColumns`: half the price of an object between threads. */
export function ledgerValues(row: LedgerRow): LedgerValue[] {
  return ledgerColumns.map((column) => row[column]);
}
