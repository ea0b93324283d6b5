import { isRecord } from '../json/is-record.ts';

/** What `GET /props` of llama.cpp tells. */
export interface LlamaCppProps {
  /** `b10430-d32676d77`: the number of the build and the commit. */
  readonly build: string;
  readonly model: string | null;
}

/** Reads a parsed `/props`, or null where it is not llama.cpp's. */
export function readLlamaCppProps(value: unknown): LlamaCppProps | null {
  if (!isRecord(value) || typeof value['build_info'] !== 'string') return null;
  const model = value['model_alias'] ?? value['model_path'];
  return { build: value['build_info'], model: typeof model === 'string' && model !== '' ? model : null };
}

/**
 * Whether a parsed `GET /slots` is of a server with a speculator: every slot says so. Null where it is no such list
 * (`--no-slots`).
 */
export function readSlotsSpeculate(value: unknown): boolean | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const flags = value.map((slot: unknown) => (isRecord(slot) ? slot['speculative'] : null));
  return flags.every((flag) => typeof flag === 'boolean') ? flags.some(Boolean) : null;
}
