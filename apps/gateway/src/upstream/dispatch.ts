import type { Clock, Dispatch } from '../ports.ts';
import type { ReplicaPools } from './replica-pools.ts';
import { UpstreamExchange } from './upstream-exchange.ts';

/** Sends requests through the pools. Never throws: whatever goes wrong is told to the handler, after `send` returned. */
export function createDispatch(pools: ReplicaPools, clock: Clock): Dispatch {
  return {
    send(replica, request, handler) {
      const exchange = new UpstreamExchange(handler, clock);
      const { method, path, headers, body } = request;
      pools.of(replica).dispatch({ method, path, headers, body }, exchange);
      return exchange;
    },
  };
}
