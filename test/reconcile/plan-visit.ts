import type { Dialect } from './dialects.ts';

/** When a client leaves: behind so many events, or so many ms behind its question. */
export type Leaving = { readonly afterEvents: number } | { readonly afterMs: number };

/** One request of the run. */
export interface Visit {
  /** Its `x-request-id`: the same in the ledger and in the engine's journal. */
  readonly id: string;
  readonly variant: string;
  readonly route: 'chat' | 'completions';
  readonly stream: boolean;
  /** Every event says how far the answer is. */
  readonly continuous: boolean;
  readonly generations: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Null: it stays to the end. */
  readonly leaves: Leaving | null;
}

const subjects = [
  'What is deep learning?',
  'Write a function that reverses a list.',
  'Translate to German: good morning, the sea is calm today.',
  'Summarise: it rained all day, and the river rose, and it rained all day again.',
  'Tell me why seven eighths are more than six sevenths 🙂.',
];

/** The visit of this number: everything about it comes from `random`. */
export function planVisit(number: number, { variant, continuous, several }: Dialect, random: () => number): Visit {
  const chance = (share: number): boolean => random() < share;
  const upTo = (most: number): number => 1 + Math.floor(random() * most);
  const stream = chance(0.7);
  const leaves = chance(0.2) ? leaving(stream && chance(0.6), random) : null;
  const saysAll = stream && continuous !== null && chance(0.15);
  const generations = several && chance(0.05) ? 2 : 1;
  const route = chance(0.75) ? 'chat' : 'completions';
  const text = `${subjects[Math.floor(random() * subjects.length)]} (${number})`;
  return {
    id: `r-${number}`,
    variant,
    route,
    stream,
    continuous: saysAll,
    generations,
    leaves,
    body: {
      model: 'm',
      ...(route === 'chat' ? { messages: [{ role: 'user', content: text }] } : { prompt: text }),
      // Who leaves must not find that all is over.
      max_tokens: leaves === null ? upTo(120) : 150 + upTo(150),
      temperature: chance(0.5) || generations > 1 ? 1 : 0,
      ...(chance(0.2) ? { stop: ['e.'] } : {}),
      ...(generations > 1 ? { n: generations } : {}),
      ...(stream ? { stream: true } : {}),
      ...(stream && chance(0.4) ? { stream_options: { include_usage: true } } : {}),
      ...(saysAll ? continuous : {}),
    },
  };
}

function leaving(byEvents: boolean, random: () => number): Leaving {
  return byEvents ? { afterEvents: 1 + Math.floor(random() * 40) } : { afterMs: Math.floor(random() * 400) };
}
