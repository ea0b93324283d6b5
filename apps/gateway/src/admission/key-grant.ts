import type { ClientKey } from '@slipstream/config';
import { GatewayError } from '../errors.ts';

/** Whether a client may use a model. Null: a gateway without keys. */
export function mayUse(key: ClientKey | null, model: string): boolean {
  return key === null || key.models === null || key.models.has(model);
}

/**
 * What the key does not grant. A model that is kept from a key is told as one that does not exist, so that nobody
 * learns names by asking.
 * @throws GatewayError `model_not_found`, `variant_not_allowed`.
 */
export function requireGrant(key: ClientKey | null, model: string, forcedVariant: string | null): void {
  if (key === null) return;
  if (!mayUse(key, model)) {
    const known = [...(key.models ?? [])].join(', ');
    throw new GatewayError('model_not_found', `There is no model ${JSON.stringify(model)}. Models: ${known}.`, {
      param: 'model',
    });
  }
  if (forcedVariant === null || key.allowForced) return;
  throw new GatewayError('variant_not_allowed', 'This key may not choose a variant.', {
    param: 'x-slipstream-variant',
  });
}
