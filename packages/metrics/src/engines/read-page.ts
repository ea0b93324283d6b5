import type { EnginePages } from './engine-identity.ts';
import type { EnginePath } from './engine-path.ts';

/** What one page says; null where it was not had. */
export function readPage<T>(pages: EnginePages, path: EnginePath, read: (body: Uint8Array) => T | null): T | null {
  const body = pages.get(path);
  return body === undefined ? null : read(body);
}
