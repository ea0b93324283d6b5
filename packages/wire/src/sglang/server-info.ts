import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';

/** What `GET /server_info` of SGLang tells (`/get_server_info` before 0.5.5): its own arguments, among much else. */
export interface SglangServerInfo {
  readonly modelPath: string;
  readonly version: string | null;
  /** `EAGLE3`, `NGRAM`, …; null: it does not speculate. */
  readonly speculativeAlgorithm: string | null;
  /** `speculative_num_draft_tokens`: the tokens that one step verifies, the one that is always kept included. */
  readonly verifiedTokens: number | null;
  readonly metricsEnabled: boolean;
}

/** Reads a parsed `/server_info`, or null where it is not SGLang's. */
export function readSglangServerInfo(value: unknown): SglangServerInfo | null {
  if (!isRecord(value) || typeof value['model_path'] !== 'string' || !('speculative_algorithm' in value)) return null;
  const { model_path: modelPath, version, speculative_algorithm: algorithm } = value;
  return {
    modelPath,
    version: typeof version === 'string' ? version : null,
    speculativeAlgorithm: typeof algorithm === 'string' && algorithm !== '' ? algorithm : null,
    verifiedTokens: readCount(value['speculative_num_draft_tokens']),
    metricsEnabled: value['enable_metrics'] === true,
  };
}
