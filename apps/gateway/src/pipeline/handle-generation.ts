import type { Limits } from '@slipstream/config';
import { requireGrant } from '../admission/key-grant.ts';
import { GatewayError } from '../errors.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Decision, UpstreamHeaders } from '../ports.ts';
import { decide } from '../routing/decide.ts';
import type { AnswerChannel } from './answer-channel.ts';
import { answerFromReplicas } from './answer-from-replicas.ts';
import { ClientAnswer } from './client-answer.ts';
import { asGatewayError, errorForRecord } from './error-body.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { readGenerationRequest } from './generation-request.ts';
import type { GenerationRequest, GenerationRoute } from './generation-request.ts';
import { headerNames } from './header-names.ts';
import { promptClass } from './prompt-class.ts';

/** One request as the HTTP server hands it over: nothing of its body was read yet. */
export interface GenerationCall {
  readonly route: GenerationRoute;
  readonly requestId: string;
  readonly headers: UpstreamHeaders;
  /** Of the socket's other end. */
  readonly remoteAddress: string | undefined;
  /** Reads the body once. Throws GatewayError for one that is too large, too slow, of another type, or never came. */
  readonly readBody: (limits: Limits) => Uint8Array | Promise<Uint8Array>;
  readonly channel: AnswerChannel;
}

/** The journey of a request, top to bottom (docs/architecture.md). Never throws: whatever happens is answered and settled. */
export async function handleGeneration(ports: GenerationPorts, call: GenerationCall): Promise<void> {
  const config = ports.config();
  const record = openRecord(ports, call);
  const observed = ports.observer.open(record, call.headers);
  const client = new ClientAnswer(call.channel, ports.clock, ports.timers);
  client.beforeEnd(() => ports.commit(record));
  const leave = ports.admission.enter((error) => client.interrupt(error));
  client.label(headerNames.requestId, call.requestId);
  try {
    const key = ports.authenticate(call.headers['authorization'], call.remoteAddress);
    record.key = key?.name ?? null;
    const body = await call.readBody(config.limits);
    // Only now: a client in the middle of sending its body would see a broken connection instead of this answer.
    if (ports.admission.draining) throw new GatewayError('draining', 'This gateway is shutting down; try another.');

    const request = readGenerationRequest(body, call.route, config.limits);
    noteRequest(record, request);
    record.promptClass = promptClass(request, call.headers[headerNames.promptClass], config.metering.classes);
    requireGrant(key, request.model, call.headers[headerNames.variant] ?? null);

    const decision = route(config, call, request);
    record.decision = decision;
    record.decidedAtMs = ports.clock.now();
    client.label(headerNames.variant, decision.variant.name);
    await ports.rates.admit(decision.model, key);

    const clientHeaders = call.headers;
    await answerFromReplicas(ports, {
      config,
      request,
      clientHeaders,
      decision,
      client,
      record,
      trace: observed.trace,
    });
    await client.delivered(config.limits.slowClients.answerMs);
    record.outcome = 'ok';
  } catch (thrown) {
    const error = asGatewayError(thrown);
    record.outcome = error.code;
    record.errorMessage = errorForRecord(error);
    await client.fail(error);
  } finally {
    leave();
    record.status = client.status ?? 499;
    record.firstByteAtMs = client.firstByteAtMs;
    record.endedAtMs = ports.clock.now();
    observed.settle();
  }
}

function openRecord({ clock }: GenerationPorts, call: GenerationCall): RequestRecord {
  return {
    id: call.requestId,
    route: call.route,
    receivedAtMs: clock.now(),
    receivedWallMs: clock.wallTime(),
    key: null,
    model: null,
    stream: false,
    maxTokens: null,
    temperature: null,
    promptClass: null,
    decision: null,
    decidedAtMs: null,
    queuedMs: null,
    attempts: [],
    firstByteAtMs: null,
    outcome: null,
    status: null,
    errorMessage: null,
    endedAtMs: null,
  };
}

function noteRequest(record: RequestRecord, request: GenerationRequest): void {
  record.model = request.model;
  record.stream = request.stream;
  record.maxTokens = request.maxTokens;
  record.temperature = request.temperature;
}

function route(
  config: ReturnType<GenerationPorts['config']>,
  call: GenerationCall,
  request: GenerationRequest,
): Decision {
  const decision = decide(config, {
    model: request.model,
    sessionId: call.headers[headerNames.sessionId] ?? null,
    user: request.user,
    requestId: call.requestId,
    forcedVariant: call.headers[headerNames.variant] ?? null,
  });
  if (decision instanceof GatewayError) throw decision;
  return decision;
}
