import type { Replica, Tls } from '@slipstream/config';
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

interface RigServer extends AsyncDisposable {
  readonly replica: Replica;
}

export interface ExchangeRig<Server extends RigServer = ScriptedServer> extends AsyncDisposable {
  readonly server: Server;
  readonly pools: ReplicaPools;
  readonly replica: Replica;
  send(request?: Partial<UpstreamRequest>, answer?: RecordedAnswer): { exchange: Exchange; answer: RecordedAnswer };
}

/** A scripted server and a dispatch with pools of its own, whose clock counts its own readings. */
export async function exchangeRig(script: Script, options: Partial<PoolOptions> = {}): Promise<ExchangeRig> {
  return rigFor(await scriptedServer(script), options);
}

/** The same for a server that is there already, which it takes over; `tls` in place of the server's own. */
export function rigFor<Server extends RigServer>(
  server: Server,
  options: Partial<PoolOptions> & { readonly tls?: Tls } = {},
): ExchangeRig<Server> {
  const pools = new ReplicaPools({ connectMs: 2_000, ...options });
  let readings = 0;
  const clock = { now: () => ++readings, wallTime: () => 0 };
  const dispatch = createDispatch(pools, clock);
  const replica = { ...server.replica, tls: options.tls ?? server.replica.tls };
  return {
    server,
    pools,
    replica,
    send(request = {}, answer = new RecordedAnswer()) {
      return { exchange: dispatch.send(replica, { ...post, ...request }, answer), answer };
    },
    async [Symbol.asyncDispose]() {
      await pools.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
