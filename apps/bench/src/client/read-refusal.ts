import type { Failure } from './answer.ts';

const longestMessage = 200;

/** An answer of another status than 200: its own words, shortened, so that the user sees what the server objects to. */
export function readRefusal(status: number, body: Uint8Array): Failure {
  const text = new TextDecoder().decode(body).replaceAll(/\s+/gu, ' ').trim();
  const shown = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
  return { kind: 'status', message: shown === '' ? `HTTP ${status}` : `HTTP ${status}: ${shown}` };
}
