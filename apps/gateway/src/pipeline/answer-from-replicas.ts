import type { Replica } from '@slipstream/config';
import { engineAdapter } from '@slipstream/metrics';
import type { AttemptRecord } from '../metering/request-record.ts';
import { GatewayError } from '../errors.ts';
import type { UpstreamRequest } from '../ports.ts';
import { pickReplica } from '../routing/pick-replica.ts';
import { Attempt } from './attempt.ts';
import type { AttemptEnd } from './attempt.ts';
import { engineBody } from './engine-body.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { headerNames } from './header-names.ts';
import type { RoutedGeneration } from './routed-generation.ts';

/** One retry: a generation costs a GPU, and two replicas that drop a request unanswered are a sign about the request. */
const ATTEMPTS = 2;

/** Probes run every few seconds: sooner a client would only meet the same answer. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Asks replicas of the chosen variant, and only of that one, until one answers. When this resolves, the whole answer has
 * been handed to the client's connection.
 * @throws GatewayError of the last attempt; `no_ready_replica` when there was nobody to ask.
 */
export async function answerFromReplicas(ports: GenerationPorts, generation: RoutedGeneration): Promise<void> {
  const { health, load, random } = ports;
  const asked = new Set<Replica>();
  let last: GatewayError | null = null;
  while (asked.size < ATTEMPTS) {
    const replica = pickReplica(generation.decision.variant.replicas, { health, load, random, excluded: asked });
    if (replica === null) break;
    asked.add(replica);
    const end = await tryReplica(ports, generation, replica, asked.size - 1);
    if (end.error === null) return;
    last = end.error;
    if (!end.mayTryAnother) break;
  }
  throw last ?? noReadyReplica(generation.decision.variant.name);
}

async function tryReplica(
  ports: GenerationPorts,
  generation: RoutedGeneration,
  replica: Replica,
  index: number,
): Promise<AttemptEnd> {
  const record = openAttempt(replica, index, ports.clock.now());
  generation.record.attempts.push(record);
  generation.client.label(headerNames.replica, replica.name);
  const leave = ports.load.enter(replica);
  try {
    const { request, usageAdded } = upstreamRequest(ports, generation, replica, record);
    return await new Promise<AttemptEnd>((ended) => {
      new Attempt(ports, generation, record, { usageAdded, ended }).start(replica, request);
    });
  } finally {
    leave();
    generation.trace.closeAttempt(record);
  }
}

function openAttempt(replica: Replica, index: number, startedAtMs: number): AttemptRecord {
  return {
    index,
    replica: replica.name,
    startedAtMs,
    headAtMs: null,
    endedAtMs: null,
    upstreamStatus: null,
    outcome: null,
    reading: null,
  };
}

function upstreamRequest(
  ports: GenerationPorts,
  generation: RoutedGeneration,
  replica: Replica,
  record: AttemptRecord,
): { readonly request: UpstreamRequest; readonly usageAdded: boolean } {
  const { request, decision, clientHeaders, trace } = generation;
  const adapter = engineAdapter(decision.variant.engine);
  const body = engineBody(request, decision.variant, adapter, ports.health.status(replica).capabilities);
  return {
    usageAdded: body.usageAdded,
    request: {
      method: 'POST',
      path: request.route === 'chat' ? '/v1/chat/completions' : '/v1/completions',
      headers: {
        ...ports.headers.toEngine(clientHeaders, decision.variant),
        'content-type': 'application/json',
        accept: request.stream ? 'text/event-stream' : 'application/json',
        [headerNames.requestId]: generation.record.id,
        ...trace.openAttempt(record),
      },
      body: body.bytes,
    },
  };
}

function noReadyReplica(variant: string): GatewayError {
  return new GatewayError('no_ready_replica', `No replica of variant "${variant}" is ready.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
