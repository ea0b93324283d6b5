import type { Prompt } from '../workload/prompt.ts';
import { shuffled } from './shuffled.ts';

/**
 * The order in which every arm is asked: shuffled by the seed inside each class, then one of each class in turn. So
 * every start of the list has the same mix, and arms that got different distances through it saw the same kinds of
 * prompts. Classes that run out are left out; a file without classes is just shuffled.
 */
export function promptOrder(prompts: readonly Prompt[], seed: string): readonly Prompt[] {
  const classes = Map.groupBy(prompts, (prompt) => prompt.class);
  const queues = [...classes].map(([name, members]) => shuffled(members, `${seed}/${name}`));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    queues.flatMap((queue) => queue.slice(round, round + 1)),
  );
  return rounds.flat();
}
