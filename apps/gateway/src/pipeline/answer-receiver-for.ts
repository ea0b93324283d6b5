import { engineAdapter } from '@slipstream/metrics';
import type { AnswerCut } from '@slipstream/metrics';
import type { AttemptRecord } from '../metering/request-record.ts';
import { GatewayError } from '../errors.ts';
import type { UpstreamHeaders } from '../ports.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import type { ClientLane } from './client-lane.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { RefusalReceiver } from './refusal-receiver.ts';
import type { RoutedGeneration } from './routed-generation.ts';
import { StreamReceiver } from './stream-receiver.ts';
import { WholeReceiver } from './whole-receiver.ts';

/** Of every stream: nothing between here and the client may keep events back, change them or store them. */
const streamHeaders = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };

export interface AnswerHead {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /** What was asked for by us alone. */
  readonly cut: AnswerCut;
}

/**
 * Who takes an answer, decided by its head.
 * @throws GatewayError `upstream_malformed` for an answer in another form than the one asked for: a page of a proxy in between, say.
 */
export function answerReceiverFor(
  head: AnswerHead,
  generation: RoutedGeneration,
  { record, lane }: { readonly record: AttemptRecord; readonly lane: ClientLane },
  policy: GenerationPorts['headers'],
): AnswerReceiver {
  const { request, decision } = generation;
  const { speculator, engine } = decision.variant;
  const adapter = engineAdapter(engine);
  const draftTokens = speculator.kind === 'none' ? 0 : speculator.draftTokens;
  if (head.status !== 200) return new RefusalReceiver({ adapter, status: head.status, engineHeaders: head.headers });
  expectMediaType(head.headers, request.stream ? 'text/event-stream' : 'application/json');
  const headers = policy.toClient(head.headers);
  if (!request.stream) {
    const { startedAtMs } = record;
    return new WholeReceiver({
      adapter,
      client: lane,
      startedAtMs,
      draftTokens,
      engineHeaders: head.headers,
      headers,
      cut: head.cut,
    });
  }
  return new StreamReceiver({
    tap: adapter.openTap({ route: request.route, draftTokens }),
    client: lane,
    headers: { ...headers, ...streamHeaders },
    cut: head.cut,
  });
}

function expectMediaType(headers: UpstreamHeaders, wanted: string): void {
  const found = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (found !== wanted) throw new GatewayError('upstream_malformed', `The engine did not answer in ${wanted}.`);
  if ((headers['content-encoding'] ?? 'identity') === 'identity') return;
  // We asked for none: compressed events can neither be metered nor cut off at an event's end.
  throw new GatewayError('upstream_malformed', 'The engine compressed its answer, which it was asked not to.');
}
