import type { Reading } from './reading.ts';

export const originWanted = 'must be the URL of one server, such as http://10.0.0.7:8080';

/**
 * Reads the URL of a replica: an origin and nothing else. A path would be a second way to choose the upstream route,
 * and credentials would end up in logs and labels.
 */
export function readOrigin(text: string): Reading<URL> {
  const url = URL.parse(text);
  const problem = url === null ? originWanted : (schemeProblem(url) ?? extrasProblem(url));
  if (url === null || problem !== null) return { ok: false, message: problem ?? originWanted };
  return { ok: true, value: url };
}

/** Reads the base URL of a collector: like an origin, but a path is allowed. Normalised without a trailing slash. */
export function readCollectorUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  if (url === null) return { ok: false, message: 'must be a URL, such as http://127.0.0.1:4318' };
  const problem = schemeProblem(url);
  if (problem !== null) return { ok: false, message: problem };
  if (url.search !== '' || url.hash !== '') return { ok: false, message: 'may not have a query or a fragment' };
  return { ok: true, value: url.href.replace(/\/+$/, '') };
}

function schemeProblem(url: URL): string | null {
  // `localhost:8080` is a valid URL whose scheme is `localhost:`, so this is the message most people will meet.
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must start with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'may not contain a user or password: use apiKey or headers';
  return null;
}

function extrasProblem(url: URL): string | null {
  if (url.pathname !== '/') return `may not have a path ("${url.pathname}"): give scheme, host and port only`;
  if (url.search !== '' || url.hash !== '') return 'may not have a query or a fragment';
  if (url.port === '0') return 'needs a port between 1 and 65535';
  return null;
}
