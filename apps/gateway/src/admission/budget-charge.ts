import { costNanos } from '@slipstream/metrics';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import type { BudgetBook } from './budget-book.ts';
import type { KeySource } from './keyring.ts';

/** Books what each settled request used on the budgets of its key. What nobody counted, or priced, is not guessed. */
export class BudgetCharge implements Sink {
  readonly name = 'budgets';
  readonly #book: BudgetBook;
  readonly #source: KeySource;

  constructor(book: BudgetBook, source: KeySource) {
    this.#book = book;
    this.#source = source;
  }

  settle({ key: name, decision }: RequestRecord, { tokens }: RequestFigures): void {
    const key = name === null ? undefined : this.#source.keys?.get(name);
    if (key === undefined || decision === null || tokens === null) return;
    const { prompt, completion, cached } = tokens;
    const cost = costNanos({ prompt, completion, cached }, decision.model.prices);
    this.#book.charge(key, { tokens: (prompt ?? 0) + (completion ?? 0), costNanos: cost ?? 0 });
  }
}
