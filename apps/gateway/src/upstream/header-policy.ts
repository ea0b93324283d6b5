import type { Variant } from '@slipstream/config';
import type { UpstreamHeaders } from '../ports.ts';

/** What a client may tell an engine. Everything else stays here: credentials, cookies, addresses, routing, framing. */
const toEngineNames = ['accept'] as const;

/**
 * What an engine may tell a client. Never framing (content-length, transfer-encoding, connection), since the gateway
 * frames its answer itself; never cookies, keys or addresses. The x-… names are TGI's, of all its versions.
 */
const toClientNames = [
  'content-type',
  'content-encoding',
  'cache-control',
  'retry-after',
  'x-accel-buffering',
  'x-compute-type',
  'x-compute-time',
  'x-compute-characters',
  'x-total-time',
  'x-validation-time',
  'x-queue-time',
  'x-inference-time',
  'x-time-per-token',
  'x-prompt-tokens',
  'x-generated-tokens',
] as const;

/** Which headers cross the gateway: an allow-list in each direction. What nobody named stays behind. */
export const headerPolicy = {
  /** Headers of a generation for the engine, with its own key in place of the client's. */
  toEngine(client: UpstreamHeaders, variant: Variant): Record<string, string> {
    return {
      ...allowed(client, toEngineNames),
      'content-type': 'application/json',
      // The stream is read on its way: it must come as it is.
      'accept-encoding': 'identity',
      ...authorization(variant.apiKey),
    };
  },

  /** Headers of the engine's answer for the client. */
  toClient(engine: UpstreamHeaders): Record<string, string> {
    return allowed(engine, toClientNames);
  },
};

/** The engine's own key, where the configuration has one. */
export function authorization(apiKey: string | null): Record<string, string> {
  return apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
}

function allowed(headers: UpstreamHeaders, names: readonly string[]): Record<string, string> {
  // RFC 9110 §7.6.1: a header that Connection names is meant for this hop alone, whatever it is.
  const hopByHop = headers['connection']?.toLowerCase().split(/[\s,]+/) ?? [];
  const passed: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined && isSendable(value) && !hopByHop.includes(name)) passed[name] = value;
  }
  return passed;
}

/** Node refuses to send anything else, with an exception in the middle of the answer. */
function isSendable(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
