import { isRecord } from '../json/is-record.ts';

/** What `/info` of TGI tells in every version. It never tells the number of draft tokens. */
export interface TgiInfo {
  /** The launched MODEL_ID: for a speculator its own repository, not the base model's. */
  readonly modelId: string;
  /** Cargo version such as `2.2.1-dev0`, which can lag behind the release's tag. */
  readonly version: string;
  /** Commit of TGI. */
  readonly sha: string | null;
  /** `sha-b70ae09` in the image of that name. */
  readonly dockerLabel: string | null;
  readonly maxInputTokens: number | null;
  readonly maxTotalTokens: number | null;
  readonly maxConcurrentRequests: number | null;
}

/** Reads a parsed answer of `/info`, or null where it is not one. */
export function readTgiInfo(value: unknown): TgiInfo | null {
  if (!isRecord(value)) return null;
  const { model_id: modelId, version } = value;
  if (typeof modelId !== 'string' || typeof version !== 'string') return null;
  return {
    modelId,
    version,
    sha: readText(value['sha']),
    dockerLabel: readText(value['docker_label']),
    // TGI up to 2.1 calls it max_input_length.
    maxInputTokens: readNumber(value['max_input_tokens'] ?? value['max_input_length']),
    maxTotalTokens: readNumber(value['max_total_tokens']),
    maxConcurrentRequests: readNumber(value['max_concurrent_requests']),
  };
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
