import type { FinishCause } from '../../engine/engine.ts';

/** EOS and stop texts alike are `stop`. Null: not finished. */
export function vllmFinishReason(finish: FinishCause | null): string | null {
  if (finish === null) return null;
  return finish === 'length' ? 'length' : 'stop';
}
