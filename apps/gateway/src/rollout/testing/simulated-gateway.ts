import { parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { GatewayError } from '../../errors.ts';
import type { Sink } from '../../metering/sink.ts';
import type { Random, RequestTrace, RolloutTable } from '../../ports.ts';
import { decide } from '../../routing/decide.ts';
import { ManualTime } from '../../testing/manual-time.ts';
import type { RolloutEvent } from '../core/rollout-event.ts';
import type { Command, Verb } from '../core/command.ts';
import type { Refused } from '../refusal.ts';
import { Rollouts } from '../rollouts.ts';
import { plainServing, simulatedAnswer } from './simulated-answers.ts';
import type { Serving } from './simulated-answers.ts';

const untraced: RequestTrace = {
  traceId: null,
  isKept: false,
  openAttempt: () => ({}),
  closeAttempt: () => undefined,
  settle: () => undefined,
};

export interface SimulatedWorld {
  /** Variant that the n-th request chooses for itself; null: none. */
  readonly forcedOf?: (n: number) => string | null;
  readonly baseline?: Partial<Serving>;
  readonly mlp?: Partial<Serving>;
  /** Session of the n-th request, where it is not to be a new one each time. Given what the variant of a session would be. */
  readonly sessionOf?: (n: number, variantOf: (session: string) => string) => string;
}

export interface SimulatedOptions {
  readonly table: RolloutTable;
  readonly time?: ManualTime;
  readonly name?: string;
  readonly config?: Config;
  readonly random: Random;
  /** Told of each answer, too. */
  readonly watchers?: readonly Sink[];
}

/** Blocks of a second, steps of some seconds: a rollout that is over in a minute of simulated time. */
export function simulatedConfig(fields: string = '', replicas: { baseline?: number; mlp?: number } = {}): Config {
  const urls = (arm: string, count: number): string =>
    Array.from({ length: count }, (_, n) => `http://${arm}-${n}:1`).join(', ');
  const parsed = parseConfig(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: b, base: llama, replicas: [${urls('b', replicas.baseline ?? 1)}] }
      mlp: { engine: tgi, model: m, base: llama, control: baseline, speculator: mlp, replicas: [${urls('m', replicas.mlp ?? 1)}] }
rollouts:
  live:
    model: tgi
    candidate: mlp
    block: 1s
    soak: 5s
    longest: 5m
    rollbackWindow: 30s
    minRequests: 100
    steps: [{ coverage: 20% of matched, hold: 5s }, { coverage: matched, hold: 5s }]
    ${fields}
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 2));
  return parsed.config;
}

/** A gateway with everything of rollouts but sockets: requests are decided, "answered" as the test says, and settled. */
export class SimulatedGateway {
  readonly rollouts: Rollouts;
  readonly time: ManualTime;
  readonly decisions: RolloutEvent[] = [];
  /** Revisions that it told a webhook of. */
  readonly told: number[] = [];
  webhookStatus = 200;
  /** By variant; what others say is the same. */
  readonly greedyAnswers: Record<string, string> = {};
  isBrakeFileThere = false;
  readonly notReady = new Set<string>();
  #config: Config;
  readonly #random: Random;
  readonly #watchers: readonly Sink[];
  #requests = 0;

  constructor(options: SimulatedOptions) {
    const {
      table,
      time = new ManualTime(),
      name = 'gw-1',
      config = simulatedConfig(),
      random,
      watchers = [],
    } = options;
    this.time = time;
    this.#random = random;
    this.#watchers = watchers;
    this.#config = config;
    this.rollouts = new Rollouts({
      fileConfig: () => this.#config,
      table,
      isReady: (replica) => !this.notReady.has(replica.name),
      askForSwap: async () => null,
      askGreedily: async (_replica, { name: variant }) => this.greedyAnswers[variant] ?? 'as ever',
      clock: time,
      timers: time,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      gateway: name,
      brakeFileIsThere: () => this.isBrakeFileThere,
      onDecision: (event) => this.decisions.push(event),
      webhooks: {
        webhooks: () => [{ url: 'http://hooks.test/T0KEN', secret: 's' }],
        post: async (_to, { body }) => {
          if (this.webhookStatus === 200) this.told.push((JSON.parse(body) as { revision: number }).revision);
          return this.webhookStatus;
        },
      },
    });
  }

  get phase(): string {
    return this.rollouts.controller.rollout('live')?.state.phase.kind ?? 'unknown';
  }

  get sentence(): string {
    return this.rollouts.controller.rollout('live')?.report?.sentence ?? '';
  }

  /** Share of new sessions that get the candidate now. */
  candidateShare(): number {
    const sessions = Array.from({ length: 2000 }, (_, n) => this.variantOf(`probe-${n}`));
    return sessions.filter((variant) => variant === 'mlp').length / sessions.length;
  }

  variantOf(session: string): string {
    return this.#decide(session).variant.name;
  }

  async ask(verb: Verb, changes: Partial<Omit<Command, 'plan' | 'verb'>> = {}): Promise<Refused | null> {
    const asked = { verb, full: false, by: 'ada', request: null, why: '', expected: null, ...changes };
    const answer = await this.rollouts.controller.ask('live', asked);
    return 'refused' in answer ? answer : null;
  }

  reconfigure(config: Config): void {
    this.#config = config;
    this.rollouts.reconfigured();
  }

  /** One look, after so many requests in the time since the last. The clock is the caller's where several share it. */
  async look(requests: number = 0, world: SimulatedWorld = {}): Promise<void> {
    for (let n = 0; n < requests; n += 1) this.#serve(world);
    await this.rollouts.controller.look();
  }

  /** Looks, ten a second with `perLook` requests each, until the phase is reached or the seconds are over. */
  async run(seconds: number, perLook: number, world: SimulatedWorld = {}, until: string = ''): Promise<void> {
    for (let looks = 0; looks < seconds * 10 && this.phase !== until; looks += 1) {
      this.time.advance(100);
      await this.look(perLook, world);
    }
  }

  /** Requests that were decided by this configuration, though another may be in force when they end. */
  serveUnder(config: Config, requests: number): void {
    for (let n = 0; n < requests; n += 1) this.#serve({}, config);
  }

  #serve({ baseline, mlp, sessionOf, forcedOf }: SimulatedWorld, config: Config = this.rollouts.config()): void {
    this.#requests += 1;
    const session =
      sessionOf?.(this.#requests, (name) => this.variantOf(name)) ?? `s-${this.#requests}-${this.#random()}`;
    const decision = this.#decide(session, config, forcedOf?.(this.#requests) ?? null);
    this.rollouts.arrived(decision);
    const serving = { ...plainServing, ...(decision.variant.name === 'mlp' ? mlp : baseline) };
    const circumstances = { endMs: this.time.now(), random: this.#random, session };
    const { record, figures } = simulatedAnswer(decision, serving, circumstances);
    for (const sink of [...this.rollouts.sinks, ...this.#watchers]) sink.settle(record, figures, untraced);
  }

  #decide(
    sessionId: string,
    config: Config = this.rollouts.config(),
    forcedVariant: string | null = null,
  ): Exclude<ReturnType<typeof decide>, GatewayError> {
    const question = { model: 'tgi', sessionId, user: null, requestId: 'r', forcedVariant };
    const decision = decide(config, question);
    if (decision instanceof GatewayError) throw decision;
    return decision;
  }
}
