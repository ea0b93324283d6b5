import type { ManualTime } from './manual-time.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import type { Script } from '../pipeline/testing/scripted-engine.ts';
import { gatewayYaml, TestGateway } from './test-gateway.ts';
import type { TestGatewayOptions } from './test-gateway.ts';

export interface PairOptions {
  readonly time?: ManualTime;
  /** What the engine's version can do. */
  readonly includeUsage?: boolean;
  readonly specTokensDetails?: boolean;
  /** Default: a TGI without a speculator. */
  readonly variant?: string;
  readonly commit?: TestGatewayOptions['commit'];
  /** Further top-level lines of the configuration. */
  readonly top?: string;
}

export interface Pair extends AsyncDisposable {
  readonly engine: ScriptedEngine;
  readonly gateway: TestGateway;
}

/** One engine that follows the script, and a gateway whose model `tgi` has it as its only variant, `baseline`. */
export async function startPair(
  script: Script,
  {
    time,
    includeUsage = false,
    specTokensDetails = false,
    variant = 'engine: tgi',
    top = '',
    commit,
  }: PairOptions = {},
): Promise<Pair> {
  const engine = await ScriptedEngine.start(script);
  const yaml = gatewayYaml({ baseline: `${variant}, model: m, replicas: ["${engine.url}"]` }, { top });
  const times = time === undefined ? {} : { clock: time, timers: time };
  const booking = commit === undefined ? {} : { commit };
  const gateway = await TestGateway.start({ yaml, includeUsage, specTokensDetails, ...times, ...booking });
  return {
    engine,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}
