import type { Exchange } from './exchange.ts';

/** `Authorization: Bearer KEY`; the scheme in any case, the key as it is. */
export function hasBearer(exchange: Exchange, key: string): boolean {
  const [scheme = '', ...rest] = (exchange.header('authorization') ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && rest.join(' ') === key;
}
