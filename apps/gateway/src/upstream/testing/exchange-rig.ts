import type { Exchange, UpstreamRequest } from '../../ports.ts';
import { createDispatch } from '../dispatch.ts';
import { ReplicaPools } from '../replica-pools.ts';
import type { PoolOptions } from '../replica-pools.ts';
import { RecordedAnswer } from './recorded-answer.ts';
import { scriptedServer } from './scripted-server.ts';
import type { Script, ScriptedServer } from './scripted-server.ts';

const post: UpstreamRequest = {
  method: 'POST',
  path: '/v1/chat/completions',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"model":"tgi"}'),
};

export interface ExchangeRig extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly pools: ReplicaPools;
  send(request?: Partial<UpstreamRequest>, answer?: RecordedAnswer): { exchange: Exchange; answer: RecordedAnswer };
}

/** A scripted server and a dispatch with pools of its own, whose clock counts its own readings. */
export async function exchangeRig(script: Script, options: Partial<PoolOptions> = {}): Promise<ExchangeRig> {
  const server = await scriptedServer(script);
  const pools = new ReplicaPools({ connectMs: 2_000, ...options });
  let readings = 0;
  const clock = { now: () => ++readings, wallTime: () => 0 };
  const dispatch = createDispatch(pools, clock);
  return {
    server,
    pools,
    send(request = {}, answer = new RecordedAnswer()) {
      return { exchange: dispatch.send(server.replica, { ...post, ...request }, answer), answer };
    },
    async [Symbol.asyncDispose]() {
      await pools.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
