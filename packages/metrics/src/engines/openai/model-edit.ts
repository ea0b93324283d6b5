import type { JsonEdit } from '@slipstream/wire';

/** What an engine calls the model, in place of its public name. */
export function modelEdit(model: string): JsonEdit {
  return { key: 'model', json: JSON.stringify(model) };
}
