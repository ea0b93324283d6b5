import prompts from '../../apps/bench/src/workload/prompts.json' with { type: 'json' };

/** The bench's own prompts, over and over, each time another one: `(17)` at its end is its number. */
export function promptTurn(index: number): string {
  const turn = prompts[index % prompts.length]?.conversations[0]?.value ?? '';
  return `${turn} (${String(index)})`;
}

/** The number of a templated prompt; -1 where it has none. */
export function promptNumber(prompt: string): number {
  return Number(/\((\d+)\)(?!.*\(\d+\))/s.exec(prompt)?.[1] ?? -1);
}
