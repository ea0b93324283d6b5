import type { EmulatorOptions } from './cli/emulator-options.ts';
import { findFace } from './dialects/engine-faces.ts';
import type { EngineSettings } from './dialects/engine-face.ts';
import { EngineFlags } from './dialects/engine-flags.ts';
import { modelIdentity } from './dialects/model/model-identity.ts';
import type { EmulatorHost } from './emulator-host.ts';
import { createDecodingEngine } from './engine/decoding-engine.ts';
import { mix } from './engine/hash.ts';
import { RankedEngine } from './engine/ranked-engine.ts';
import { FaultBoard } from './faults/fault-board.ts';
import { controlRoutes } from './server/control-routes.ts';
import { EmulatorServer } from './server/emulator-server.ts';

export interface Emulator {
  readonly server: EmulatorServer;
  readonly engine: RankedEngine;
}

/** Wires one replica: engine, dialect, faults, port. Nothing listens yet. */
export function createEmulator(options: EmulatorOptions, host: EmulatorHost): Emulator {
  const found = findFace(options.engine);
  if (found === null) throw new RangeError(`no server is named ${options.engine}`);
  const random = seededRandom(options.seed);
  const { dialect, engine } = found.face.launch({
    options,
    flags: new EngineFlags(found.face.flags(found.version), options.flags),
    host,
    random,
    makeEngine: (settings) => makeEngine(options, host, settings),
  });
  const faults = new FaultBoard({ random, now: () => host.realClock.now() });
  const server = new EmulatorServer({
    host: options.host,
    port: options.port,
    dialect,
    faults,
    timers: host.realClock,
    restartEngine: () => engine.restart(),
    setLossyShare: (share) => engine.setLossyShare(share),
    unixMs: () => host.unixMs(),
    report: (error) => host.report(error),
  });
  server.control(controlRoutes(server, engine, faults));
  return { server, engine };
}

function makeEngine(options: EmulatorOptions, host: EmulatorHost, settings: EngineSettings): RankedEngine {
  const { speculator: kind, speculate: draftTokens, draftQuality: quality, seed, jitter } = options;
  const { limits, ngram = 'always', longest = 'k', mostHeadRows } = settings;
  const ranks = Array.from({ length: settings.ranks }, (_, rank) => {
    const observer = settings.observer(rank);
    return createDecodingEngine({
      clock: host.machineClock,
      base: modelIdentity(options).base,
      speculator: {
        kind,
        draftTokens,
        quality,
        ngram,
        longest,
        ...(mostHeadRows === undefined ? {} : { mostHeadRows }),
      },
      // Rank 0 draws as a single engine does.
      seed: rank === 0 ? seed : mix(seed, rank),
      jitter,
      ...(limits === undefined ? {} : { limits }),
      ...(observer === undefined ? {} : { observer }),
    });
  });
  return new RankedEngine(ranks);
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
