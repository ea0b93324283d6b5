import { ArrivalCalibration, ArrivalHabits, estimateSteps } from '@slipstream/metrics';
import { VirtualClock } from '../../apps/emulator/src/engine/clock/virtual-clock.ts';
import { createDecodingEngine } from '../../apps/emulator/src/engine/decoding-engine.ts';
import { countTokens } from '../../apps/emulator/src/engine/language/tokenizer.ts';
import { seededRandom } from '../../packages/metrics/src/arrivals/seeded-random.ts';
import type { AccuracyRow, Bars } from './accuracy-row.ts';
import { bothBars, pooledOnly } from './accuracy-row.ts';
import { AccuracySums } from './accuracy-sums.ts';
import { BusyReader } from './busy-reader.ts';
import { promptTurn } from './prompt-turn.ts';

interface Case {
  readonly users: number;
  readonly draftTokens: number;
  readonly tokens: number;
  /** Mean length of the reader's busy times, ms; it is busy a tenth of the time. */
  readonly busyMs: number;
  readonly bars: Bars | null;
}

const cases: readonly Case[] = [
  ...[1, 4, 8, 16, 32].map((users) => ({ users, draftTokens: 4, tokens: 200, busyMs: 0, bars: pooledOnly })),
  ...[3, 5].map((draftTokens) => ({ users: 32, draftTokens, tokens: 200, busyMs: 0, bars: pooledOnly })),
  ...[1, 8, 32].map((users) => ({ users, draftTokens: 4, tokens: 100, busyMs: 0, bars: bothBars })),
  ...[1, 8, 32].map((users) => ({ users, draftTokens: 4, tokens: 100, busyMs: 10, bars: bothBars })),
];

/** The emulator's engine under `users` that each ask anew when answered, without sockets: prefill pauses, batches, ends. Deterministic. */
export function virtualRows(answers: number): AccuracyRow[] {
  return cases.map((each) => virtualRow(each, answers));
}

function virtualRow({ users, draftTokens, tokens, busyMs, bars }: Case, answers: number): AccuracyRow {
  const clock = new VirtualClock();
  const speculator = { kind: 'mlp', draftTokens } as const;
  const engine = createDecodingEngine({ clock, base: 'llama-3-8b', speculator, seed: 1, jitter: 0.2 });
  const reader = new BusyReader(busyMs, 9 * busyMs, seededRandom(3));
  const habits = new ArrivalHabits();
  const sums = new AccuracySums();
  const calibration = new ArrivalCalibration();
  const estimated = { tokens: 0, steps: 0 };
  let next = 0;
  const ask = (): void => {
    if (next >= answers) return;
    const prompt = promptTurn(next);
    next += 1;
    const timesMs: number[] = [];
    const counts: number[] = [];
    const sampling = { temperature: 0, topP: null, topK: null, seed: null };
    engine.submit(
      { prompt, promptTokens: countTokens(prompt), maxNewTokens: tokens, sampling, stop: [] },
      {
        started: () => {},
        failed: () => {},
        step: (step) => {
          timesMs.push(reader.readAtMs(step.atMs));
          counts.push(step.tokens.length);
          if (step.finish === null) return;
          const estimate = estimateSteps({ timesMs, counts }, draftTokens, habits);
          sums.add(estimate, counts.length);
          if (estimate !== null) {
            estimated.tokens += counts.reduce((sum, count) => sum + count, 0);
            estimated.steps += estimate.steps;
          }
          calibration.mark({ ...estimated }, engine.truth());
          ask();
        },
      },
    );
  };
  for (let user = 0; user < users; user += 1) ask();
  clock.runAll();
  const reading = busyMs === 0 ? 'punctual reader' : `reader busy 10 % of the time, ${String(busyMs)} ms each`;
  const name = `${String(users)} users, k = ${String(draftTokens)}, ${String(tokens)} tokens, ${reading}`;
  return { group: 'engine in virtual time', name, ...sums.row(calibration.result), bars };
}
