import type { Replica } from '@slipstream/config';
import { GatewayError } from '../errors.ts';
import type { AttemptKind } from '../metering/request-record.ts';
import type { Decision, Seat } from '../ports.ts';
import type { AttemptEnd } from './attempt.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { queuedSeat } from './queued-seat.ts';
import { ReplicaRace } from './replica-race.ts';
import type { RoutedGeneration } from './routed-generation.ts';

/**
 * Replicas that may take a request and drop it unanswered: two of them are a sign about the request, and a third would
 * perhaps go the same way. Those that were not reached at all do not count.
 */
const MOST_DROPPED = 2;

/** Probes run every few seconds: sooner a client would only meet the same answer. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Asks replicas of the chosen variant, and only of that one, until one answers, within the deadline and the variant's
 * budget of second tries. When this resolves, the whole answer has been handed to the client's connection.
 * @throws GatewayError of the last attempt; `no_ready_replica` when there was nobody to ask, `engine_overloaded` when all
 * who were asked want to be left alone.
 */
export async function answerFromReplicas(ports: GenerationPorts, generation: RoutedGeneration): Promise<void> {
  const { decision, request } = generation;
  const asked: Replica[] = [];
  const takeSeat = (kind: AttemptKind): Seat | null => {
    const { stream, maxTokens } = request;
    const seat = ports.fleet.take({ decision, kind, stream, maxTokens, asked });
    if (seat !== null) asked.push(seat.replica);
    return seat;
  };
  ports.fleet.arrive(decision);
  let seat = takeSeat('first') ?? (await queuedSeat(ports, generation, asked));
  if (seat === null) throw nobodyToAsk(ports, decision);
  for (let kind: AttemptKind = 'first'; ; kind = 'retry') {
    const end = await race(ports, generation, takeSeat, { seat, kind });
    if (end.error === null) return;
    seat = mayRetry(ports, generation, end) ? takeSeat('retry') : null;
    if (seat === null) throw end.error;
  }
}

async function race(
  ports: GenerationPorts,
  generation: RoutedGeneration,
  takeSeat: (kind: AttemptKind) => Seat | null,
  { seat, kind }: { readonly seat: Seat; readonly kind: AttemptKind },
): Promise<AttemptEnd> {
  return await new Promise<AttemptEnd>((done) => {
    new ReplicaRace(ports, generation, { takeSeat, done }).start(seat, kind);
  });
}

function mayRetry(ports: GenerationPorts, { record, config }: RoutedGeneration, end: AttemptEnd): boolean {
  if (!end.mayTryAnother || ports.clock.now() >= record.receivedAtMs + config.timeouts.requestMs) return false;
  return record.attempts.filter(({ outcome }) => outcome === 'upstream_reset').length < MOST_DROPPED;
}

function nobodyToAsk({ fleet }: GenerationPorts, decision: Decision): GatewayError {
  const name = JSON.stringify(decision.variant.name);
  const restsForMs = fleet.restsForMs(decision);
  if (restsForMs !== null) {
    const retryAfterSeconds = Math.ceil(restsForMs / 1000);
    const message = `All ready replicas of variant ${name} have asked to be left alone for a while.`;
    return new GatewayError('engine_overloaded', message, { retryAfterSeconds });
  }
  const message = `No replica of variant ${name} is ready.`;
  return new GatewayError('no_ready_replica', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
