/** The words of the demo of rollouts. */
import type { SteadyTraffic } from './steady-traffic.ts';

export interface DemoAdmin {
  readonly url: string;
  readonly key: string;
}

interface ShownTraffic {
  readonly coverage: number;
  readonly candidateWeight: number;
}

/** What `rollout watch --json` prints, as far as it is shown. */
export interface ShownRollout {
  readonly name: string;
  readonly phase: string;
  readonly step: number | null;
  readonly steps: number;
  readonly revision: number;
  readonly sentence: string;
  readonly traffic: ShownTraffic | null;
}

/** One decision of the audit log, as far as it is shown. */
export interface ShownEvent {
  readonly at: string;
  readonly to: string;
  readonly why: string;
  readonly verdicts: readonly ShownVerdict[];
}

interface ShownVerdict {
  readonly check: string;
  readonly interval: { readonly lower: number; readonly estimate: number; readonly upper: number } | null;
}

export function headInWords(gateway: string, { url, key }: DemoAdmin, timeScale: number): string {
  return `
Two speculators are rolled out through ${gateway}, at the same time, and nobody leads them:

  eagle    for llama     is worth it. It will be promoted, but only when it is proven that answers come sooner.
  medusa   for mistral   is, too. But in its second step its server begins to fail, and it will be taken back.

Tokens per forward pass (acceleration) prove nothing: a pass with drafts takes longer. Users wait in seconds, so what must be
proven is speed-up: that the whole interval of what was measured, valid at any look, lies above 1.05.
The servers are models of GPUs, ${timeScale} × as fast; times are short for you to watch: by default a rollout takes half an hour or more.

Lead them yourself from another terminal:

  export SLIPSTREAM_ADMIN=${url} SLIPSTREAM_ADMIN_KEY=${key}
  npm run slipstream -- rollout watch eagle        # or pause, resume, promote, abort

or look at ${url}/console and sign in with that key.

   time  rollout where        users  what is known, and what is waited for`;
}

/** `  12 s  eagle   running 1/2    12 %  holding: …` */
export function lineOf({ name, phase, step, steps, traffic, sentence }: ShownRollout, seconds: number): string {
  const place = phase + (step === null ? '' : ` ${step}/${steps}`);
  const share = traffic === null ? 0 : traffic.coverage * traffic.candidateWeight;
  const time = `${String(Math.round(seconds)).padStart(5)} s`;
  return `${time}  ${name.padEnd(8)}${place.padEnd(13)}${`${Math.round(100 * share)} %`.padStart(5)}  ${sentence}`;
}

/** How it came out, and by which numbers. */
export function endInWords(name: string, events: readonly ShownEvent[], traffic: SteadyTraffic | undefined): string {
  const [first, last] = [events[0], events.at(-1)];
  const seconds = first && last ? Math.round((Date.parse(last.at) - Date.parse(first.at)) / 1000) : 0;
  const answered = traffic?.answered.get(name) ?? 0;
  const users = `${answered} of its users' requests were answered by ${name}; ${traffic?.failed ?? 0} failed.`;
  const proof = events.find(({ to }) => to === 'deciding')?.verdicts;
  const speedup = intervalOf(proof, 'speed-up');
  const acceleration = intervalOf(proof, 'acceptance');
  if (last?.to !== 'promoted' || !speedup || !acceleration) {
    return `\n${name}: ${last?.to.replace('_', ' ') ?? 'not begun'} after ${seconds} s. ${last?.why ?? ''}\n  ${users}`;
  }
  const cost = (acceleration.estimate / speedup.estimate).toFixed(2);
  return `
${name}: promoted after ${seconds} s.
  Proven: ${speedup.estimate.toFixed(2)} times as fast, at least ${speedup.lower.toFixed(2)} and at most ${speedup.upper.toFixed(2)}, where more than 1.05 was asked for.
  It makes ${acceleration.estimate.toFixed(2)} tokens in a forward pass, but a pass takes ${cost} times as long: of the one figure users get the other.
  ${users}`;
}

function intervalOf(verdicts: ShownEvent['verdicts'] | undefined, check: string): ShownVerdict['interval'] {
  return verdicts?.find((verdict) => verdict.check === check)?.interval ?? null;
}
