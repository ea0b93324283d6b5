import type { Config } from './config.ts';

const hidden: ReadonlySet<string> = new Set(['apiKey', 'secretHash', 'secret', 'pem']);

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * A configuration as plain JSON values: maps as objects, URLs as text. `hide` is given every text that is not for showing
 * (secrets, and certificates for their length), and says what is shown.
 */
export function plainConfig(config: Config, hide: (secret: string) => string): Plain {
  const plain = (value: unknown, key: string, parent: string): Plain => {
    if (typeof value === 'string') return isHidden(key, parent) ? hide(value) : value;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (value instanceof URL) return value.origin;
    if (Array.isArray(value)) return value.map((item) => plain(item, '', key));
    if (value instanceof Set) return [...value].map((item) => plain(item, '', key));
    if (typeof value !== 'object' || value === null) return null;
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(entries.map(([name, item]) => [name, plain(item, String(name), key)]));
  };
  return plain(config, '', '');
}

function isHidden(key: string, parent: string): boolean {
  return hidden.has(key) || parent === 'headers' || ((parent === 'database' || parent === 'redis') && key === 'url');
}
