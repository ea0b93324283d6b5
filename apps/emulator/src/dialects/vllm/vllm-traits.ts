/** What differs between the versions of vLLM that the emulator speaks. */
export interface VllmTraits {
  /** `GET /version`. */
  readonly version: string;
  /** `metrics` in answers: `--enable-per-request-metrics` (PR 46768), `--per-request-spec-decode-metrics` (PR 48915, first in 0.29). */
  readonly perRequestMetrics: boolean;
  /** `acceptance_histogram_by_draft_length` in it (docs of 0.32). */
  readonly histogramByDraftLength: boolean;
  /** `--max-num-queued-reqs` (PR 49445, 0.29): waiting and running together; above it 503. */
  readonly queueLimit: boolean;
}

export const vllmTraits: Readonly<Record<string, VllmTraits>> = {
  'vllm-0.27': { version: '0.27.0', perRequestMetrics: false, histogramByDraftLength: false, queueLimit: false },
  'vllm-0.32': { version: '0.32.0', perRequestMetrics: true, histogramByDraftLength: true, queueLimit: true },
};
