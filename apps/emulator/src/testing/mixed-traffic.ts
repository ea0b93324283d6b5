import type { VirtualClock } from '../engine/clock/virtual-clock.ts';
import type { Launched } from './launch-emulator.ts';
import { ask, leaveStream, passTime } from './openai-calls.ts';

const PROMPTS = [
  'What is a fjord?',
  'Write a Python function that sorts a list of words.',
  'Translate into French: Good morning, how are you?',
  'Summarize: The ship left the harbour at dawn. The ship was old. The harbour was calm.',
  'Explain why the sky is blue, step by step.',
];

export interface MixedTraffic {
  /** Texts of the answers that came whole, streamed or not. */
  readonly whole: readonly string[];
  readonly left: number;
}

/** Requests of all kinds at once, some of whose clients leave long before their answer could end; everything has ended when it resolves. `seed` decides the mix. */
export async function mixedTraffic(
  emulator: Launched & { readonly clock: VirtualClock },
  seed: number,
  fields: (index: number, stream: boolean) => object,
): Promise<MixedTraffic> {
  const whole: string[] = [];
  let left = 0;
  const all = Array.from({ length: 14 }, async (_, index) => {
    const draw = (seed * 31 + index * 17) % 7;
    const stream = draw % 2 === 0;
    const asked = {
      messages: [{ role: 'user', content: PROMPTS[(seed + index) % PROMPTS.length] }],
      max_tokens: 1 + ((seed * 13 + index * 29) % 90),
      ...fields(index, stream),
    };
    if (draw === 6) {
      left += 1;
      return leaveStream(emulator, { ...asked, max_tokens: 900, ignore_eos: true }, 2 + (index % 5));
    }
    const { text } = await ask(emulator, stream ? { ...asked, stream } : asked);
    whole.push(text);
  });
  await passTime(emulator.clock, Promise.all(all));
  await passTime(emulator.clock, untilIdle(emulator));
  return { whole, left };
}

async function untilIdle(emulator: Launched): Promise<void> {
  for (let truth = emulator.engine.truth(); truth.running + truth.waiting > 0; truth = emulator.engine.truth()) {
    await new Promise(setImmediate);
  }
}
