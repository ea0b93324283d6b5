import { isRecord } from '../json/is-record.ts';

/** One entry of `GET /v1/models`. */
export interface ListedModel {
  readonly id: string;
  /** Engines sign here: `vllm`, `sglang`, `llamacpp`, `tensorrt_llm`. */
  readonly ownedBy: string | null;
}

/** Reads a parsed `GET /v1/models`, or null where it is not one. Entries without an id are left out. */
export function readModelList(value: unknown): readonly ListedModel[] | null {
  if (!isRecord(value) || !Array.isArray(value['data'])) return null;
  return value['data'].flatMap((entry: unknown): ListedModel[] => {
    if (!isRecord(entry) || typeof entry['id'] !== 'string') return [];
    const ownedBy = entry['owned_by'];
    return [{ id: entry['id'], ownedBy: typeof ownedBy === 'string' ? ownedBy : null }];
  });
}
