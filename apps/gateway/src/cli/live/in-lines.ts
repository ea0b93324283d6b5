import type { EventShape, RolloutShape } from './rollout-shape.ts';

/** A rollout as somebody who watches it sees it. */
export function inLines(rollout: RolloutShape): readonly string[] {
  const { name, model, control, candidate, step, steps, phase, traffic, sentence, verdicts } = rollout;
  const place = step === null ? phase : `${phase}, step ${step} of ${steps}`;
  return [
    `${name}: ${candidate} for ${control} of ${model} · ${place} · run ${rollout.run}`,
    `  ${trafficInWords(traffic, candidate)}`,
    `  ${sentence}`,
    ...verdicts.map(({ result, text }) => `  ${marks[result]} ${text}`),
  ];
}

const marks = { pass: '✓', fail: '✗', inconclusive: '·', error: '?' } as const;

/** `coverage 50 %, half of it on mlp: 25 % of all` */
function trafficInWords(traffic: RolloutShape['traffic'], candidate: string): string {
  if (traffic === null) return 'traffic as the model is configured';
  const { coverage, candidateWeight } = traffic;
  if (coverage === 0) return `nothing on ${candidate}`;
  const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
  return `coverage ${percent(coverage)}, ${percent(candidateWeight)} of it on ${candidate}: ${percent(coverage * candidateWeight)} of all units`;
}

/** `12:30:05  3  running → rolled_back  by rollout  errors: e = 140, stops at 100` */
export function eventInLine({ at, revision, from, to, by, why }: EventShape): string {
  return `${at.slice(0, 19).replace('T', ' ')}  ${revision}  ${from} → ${to}  by ${by}  ${why}`;
}
