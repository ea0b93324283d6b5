import type { Config } from '@slipstream/config';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Decision, RequestTrace, UpstreamHeaders } from '../ports.ts';
import type { ClientAnswer } from './client-answer.ts';
import type { GenerationRequest } from './generation-request.ts';

/** A request that is understood and has its variant: what every attempt at it needs. */
export interface RoutedGeneration {
  readonly config: Config;
  readonly request: GenerationRequest;
  readonly clientHeaders: UpstreamHeaders;
  readonly decision: Decision;
  readonly client: ClientAnswer;
  readonly record: RequestRecord;
  readonly trace: RequestTrace;
}
