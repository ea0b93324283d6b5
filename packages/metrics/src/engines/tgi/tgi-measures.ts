import type { Measure } from '../measure.ts';
import { firstToken } from '../openai/usage-measures.ts';

export const tgiMeasures: readonly Measure[] = [
  {
    what: 'prompt tokens',
    method: 'exact',
    field: 'usage.prompt_tokens; x-prompt-tokens of whole answers',
    needs: 'TGI 2.3.0 for streams',
    caveat: null,
  },
  {
    what: 'completion tokens',
    method: 'exact',
    field: 'usage.completion_tokens; x-generated-tokens of whole answers',
    needs: 'TGI 2.3.0 for streams',
    caveat: null,
  },
  {
    what: 'completion tokens',
    method: 'derived',
    field: 'events of the stream, one per token',
    needs: null,
    caveat: 'not for tool calls from 3.2 on, which are regrouped',
  },
  firstToken,
  {
    what: 'steps per request',
    method: 'estimated',
    field: 'bursts of events',
    needs: null,
    caveat: 'streams of one generation; whole answers say nothing',
  },
  { what: 'drafts per request', method: 'estimated', field: 'steps − 1', needs: null, caveat: null },
  { what: 'accepted per request', method: 'estimated', field: 'tokens − steps', needs: null, caveat: null },
  {
    what: 'steps of the engine',
    method: 'exact',
    field: 'tgi_request_skipped_tokens_count',
    needs: null,
    caveat: 'prefills are among them',
  },
  {
    what: 'accepted of the engine',
    method: 'exact',
    field: 'tgi_request_skipped_tokens_sum',
    needs: null,
    caveat: 'drafts are not counted, so there is no mean acceptance length',
  },
  {
    what: 'running and waiting',
    method: 'exact',
    field: 'tgi_batch_current_size, tgi_queue_size',
    needs: null,
    caveat: 'the very first prefill does not show',
  },
];
