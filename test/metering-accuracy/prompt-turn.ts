import prompts from '../../apps/bench/src/workload/prompts.json' with { type: 'json' };

/** The bench's own prompts, over and over, each time another one: its number is at its end. */
export function promptTurn(index: number): string {
  const turn = prompts[index % prompts.length]?.conversations[0]?.value ?? '';
  return `${turn} (${String(index)})`;
}
