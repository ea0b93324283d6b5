/** Two of the books that do not say the same. */
export interface Difference {
  /** Which are compared. */
  readonly between: 'ledger and truth' | 'ledger and clients' | 'counters and ledger' | 'scraped and truth';
  readonly variant: string;
  /** Null: it is about sums. */
  readonly request: string | null;
  readonly what: string;
  readonly found: number | string | null;
  /** What the other side says, with a sign before it where that is a bound only. */
  readonly wanted: number | string | null;
}
