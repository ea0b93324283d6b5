import type { Clock, Dispatch } from '../ports.ts';
import type { ReplicaPools } from './replica-pools.ts';

/** Sends requests through the pools. Never throws: whatever goes wrong is told to the handler, after `send` returned. */
export function createDispatch(pools: ReplicaPools, clock: Clock): Dispatch {
  return { send: (replica, request, handler) => pools.of(replica).send(request, handler, clock) };
}
