import type { EmulatorOptions } from './cli/options.ts';
import { baseModels } from './dialects/model/base-model.ts';
import { InferContext } from './dialects/tgi/infer/infer-context.ts';
import { defaultTgiLimits } from './dialects/tgi/limits.ts';
import { batchObserver } from './dialects/tgi/metrics/batch-observer.ts';
import { tgiBuckets } from './dialects/tgi/metrics/buckets.ts';
import { Exporter } from './dialects/tgi/metrics/exporter.ts';
import { tgiHelp } from './dialects/tgi/metrics/help.ts';
import { modelIdentity } from './dialects/model/model-identity.ts';
import { createTgiDialect } from './dialects/tgi/tgi-dialect.ts';
import type { TgiService } from './dialects/tgi/tgi-service.ts';
import { tgiTraits } from './dialects/tgi/traits.ts';
import { DEFAULT_DRAFT_TOKENS } from './engine/calibration.ts';
import { createDecodingEngine } from './engine/decoding-engine.ts';
import type { DecodingEngine, EngineClock, EngineObserver } from './engine/engine.ts';
import { countTokens } from './engine/language/tokenizer.ts';
import { FaultBoard } from './faults/fault-board.ts';
import { controlRoutes } from './server/control-routes.ts';
import { EmulatorServer } from './server/emulator-server.ts';

/** What the process hands in. */
export interface EmulatorHost {
  /** Time of the emulated machine: all that its engine, headers and metrics say. */
  readonly machineClock: EngineClock;
  /** Real time: faults and keep-alive comments. */
  readonly realClock: EngineClock;
  unixMs(): number;
  report(error: unknown): void;
}

export interface Emulator {
  readonly server: EmulatorServer;
  readonly engine: DecodingEngine;
}

/** Wires one replica: engine, dialect, faults, port. Nothing listens yet. */
export function createEmulator(options: EmulatorOptions, host: EmulatorHost): Emulator {
  const random = seededRandom(options.seed);
  const metrics = createExporter(options, host, random);
  const engine = createEngine(options, host, batchObserver(metrics));
  const tgi = createService(options, host, engine, metrics, random);
  const faults = new FaultBoard({ random, now: () => host.realClock.now() });
  const server = new EmulatorServer({
    host: options.host,
    port: options.port,
    dialect: createTgiDialect(tgi, options.apiKey),
    faults,
    timers: host.realClock,
    setLossyShare: (share) => engine.setLossyShare(share),
    unixMs: () => host.unixMs(),
    report: (error) => host.report(error),
  });
  server.control(controlRoutes(server, engine, faults));
  return { server, engine };
}

function createExporter(options: EmulatorOptions, host: EmulatorHost, random: () => number): Exporter {
  const traits = tgiTraits[options.dialect].metrics;
  const draftTokens =
    options.speculator === 'none' ? 0 : (options.speculate ?? DEFAULT_DRAFT_TOKENS[options.speculator]);
  return new Exporter({
    bucketsOf: tgiBuckets(limitsOf(options), traits.skippedTokens === 'histogram' ? draftTokens : null),
    help: traits.help ? tgiHelp : null,
    random,
    now: () => host.machineClock.now(),
  });
}

function createEngine(options: EmulatorOptions, host: EmulatorHost, observer: EngineObserver): DecodingEngine {
  return createDecodingEngine({
    clock: host.machineClock,
    base: modelIdentity(options).base,
    speculator: { kind: options.speculator, draftTokens: options.speculate },
    seed: options.seed,
    jitter: options.jitter,
    // The launcher's rule: room for the longest prompt.
    limits: { maxBatchPrefillTokens: options.maxInputTokens + 50 },
    observer,
  });
}

function createService(
  options: EmulatorOptions,
  host: EmulatorHost,
  engine: DecodingEngine,
  metrics: Exporter,
  random: () => number,
): TgiService {
  const traits = tgiTraits[options.dialect];
  const { modelId, base } = modelIdentity(options);
  const limits = limitsOf(options);
  const rules = { limits, tokensPerPass: traits.requests.tokensPerPass, countTokens };
  const eosText = baseModels[base].eos;
  return {
    traits,
    modelId,
    base: baseModels[base],
    limits,
    computeType: options.computeType,
    metrics,
    infer: new InferContext({ engine, clock: host.machineClock, metrics, rules, eosText, random }),
    timers: host.realClock,
    unixSeconds: () => Math.floor(host.unixMs() / 1000),
  };
}

function limitsOf(options: EmulatorOptions): TgiService['limits'] {
  const { maxConcurrentRequests, maxInputTokens, maxTotalTokens } = options;
  return { ...defaultTgiLimits, maxConcurrentRequests, maxInputTokens, maxTotalTokens };
}

/** mulberry32: small, and good enough for drawing faults and seeds. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
