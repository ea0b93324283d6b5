import type { Replica } from '@slipstream/config';
import { engineAdapter } from '@slipstream/metrics';
import type { AnswerCut } from '@slipstream/metrics';
import type { AttemptRecord } from '../metering/request-record.ts';
import type { UpstreamRequest } from '../ports.ts';
import { engineBody } from './engine-body.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { headerNames } from './header-names.ts';
import type { RoutedGeneration } from './routed-generation.ts';

/** What is sent in one attempt, and what must be cut out of its answer again. Opens the attempt's span. */
export function engineRequest(
  ports: GenerationPorts,
  generation: RoutedGeneration,
  replica: Replica,
  record: AttemptRecord,
): { readonly request: UpstreamRequest; readonly cut: AnswerCut } {
  const { request, decision, clientHeaders, trace } = generation;
  const adapter = engineAdapter(decision.variant.engine);
  const body = engineBody(request, decision.variant, adapter, ports.health.status(replica).capabilities);
  return {
    cut: body.cut,
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
