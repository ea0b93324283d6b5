import type { Replica } from '@slipstream/config';
import type { Seat } from '../ports.ts';
import type { GenerationPorts } from './generation-ports.ts';
import type { RoutedGeneration } from './routed-generation.ts';

/**
 * Waits for a replica with room, where that can help; null where it cannot. Only a request that nobody was asked for yet
 * waits: a second try in a queue would stand in the way of those who had none. A client that leaves is out at once.
 * @throws GatewayError `queue_full`, `deadline_exceeded`, `client_gone`, `draining`.
 */
export async function queuedSeat(
  { queue, clock }: GenerationPorts,
  { decision, request, config, client, record }: RoutedGeneration,
  asked: Replica[],
): Promise<Seat | null> {
  if (!queue.isFull(decision)) return null;
  const { stream, maxTokens } = request;
  const startedAtMs = clock.now();
  const wish = { decision, kind: 'first', stream, maxTokens, asked } as const;
  const waiting = queue.wait(wish, record.receivedAtMs + config.timeouts.requestMs);
  client.onInterrupt((reason) => waiting.giveUp(reason));
  try {
    const seat = await waiting.seat;
    if (seat !== null) asked.push(seat.replica);
    return seat;
  } finally {
    client.onInterrupt(null);
    record.queuedMs = clock.now() - startedAtMs;
  }
}
