import { UsageError } from '../plan/usage-error.ts';

/** As variants may be called in the gateway's configuration: they become header and label values. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;

/** `NAME=VALUE` pairs of a repeatable option, in order. */
export function namedValues(option: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((each) => {
    const equals = each.indexOf('=');
    const [name, value] = [each.slice(0, equals), each.slice(equals + 1)];
    if (equals < 1 || value === '') throw new UsageError(`--${option}: "${each}" is not NAME=VALUE`);
    checkName(option, name);
    return [name, value] as const;
  });
}

/** Pairs of which each name comes once. */
export function uniqueValues(option: string, values: readonly string[]): ReadonlyMap<string, string> {
  const pairs = namedValues(option, values);
  const map = new Map(pairs);
  if (map.size === pairs.length) return map;
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  throw new UsageError(`--${option}: "${twice?.[0] ?? ''}" is given twice`);
}

export function checkName(option: string, name: string): void {
  if (namePattern.test(name)) return;
  throw new UsageError(`--${option}: "${name}" is no name: letters, digits, "." "_" "-", at most 63`);
}

/** An http or https URL. */
export function parseHttpUrl(option: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new UsageError(`--${option}: "${text}" is not an http:// or https:// URL`);
}
