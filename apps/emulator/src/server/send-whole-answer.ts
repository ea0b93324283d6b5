import type { EngineClock } from '../engine/engine.ts';
import type { Exchange, Headers } from './exchange.ts';

/** A whole generated answer, and what the faults of streams do to one: late, cut, not JSON. `timers`: real time. */
export function sendWholeAnswer(exchange: Exchange, timers: EngineClock, headers: Headers, json: string): void {
  const { faults } = exchange;
  const delay = faults.get('slow-first-token') ?? faults.get('stall');
  if (delay === null) return sendNow(exchange, headers, json);
  if (delay.durationMs === Infinity) return;
  const cancel = timers.at(timers.now() + delay.durationMs, () => sendNow(exchange, headers, json));
  exchange.onGone(cancel);
}

function sendNow(exchange: Exchange, headers: Headers, json: string): void {
  const { faults } = exchange;
  if (faults.has('restart')) return faults.restart();
  if (faults.has('cut-mid-event')) {
    exchange.respondCut(200, { 'content-type': 'application/json', ...headers }, json);
  } else {
    exchange.json(200, faults.has('malformed-event') ? json.slice(0, -12) : json, headers);
  }
}
