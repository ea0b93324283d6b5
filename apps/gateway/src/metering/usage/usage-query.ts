/** What usage may be told apart by. */
export const usageDimensions = ['key', 'model', 'variant', 'day', 'class', 'length', 'concurrency', 'run'] as const;

export type UsageDimension = (typeof usageDimensions)[number];

export interface UsageQuery {
  /** Of requests received from here on … */
  readonly sinceMs: number;
  /** … and before here; null: until now. Milliseconds since the epoch. */
  readonly untilMs: number | null;
  readonly by: readonly UsageDimension[];
  /** Of this key alone; null: of all. */
  readonly key: string | null;
}
