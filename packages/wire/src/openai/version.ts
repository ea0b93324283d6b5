import { isRecord } from '../json/is-record.ts';

/** Reads a parsed `GET /version` (vLLM, TensorRT-LLM): `{"version": "0.29.0"}`. Null where it is not one. */
export function readVersion(value: unknown): string | null {
  const version = isRecord(value) ? value['version'] : null;
  return typeof version === 'string' && version !== '' ? version : null;
}
