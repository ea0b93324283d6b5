import type { EngineClock } from '../engine/engine.ts';
import type { Exchange } from './exchange.ts';

const PAGE = '<!DOCTYPE html>\n<html><head><title>Service</title></head><body><h1>Please wait</h1></body></html>\n';

/** Faults that strike before the dialect sees the request. True = it was answered, or never will be. */
export async function answerArrivalFault(exchange: Exchange, timers: EngineClock): Promise<boolean> {
  const { faults } = exchange;
  if (faults.get('restart')?.after === null) {
    faults.restart();
    return true;
  }
  if (faults.has('reset')) {
    exchange.reset();
    return true;
  }
  if (faults.has('html')) {
    exchange.respond(200, { 'content-type': 'text/html; charset=utf-8' }, PAGE);
    return true;
  }
  const silence = faults.get('silence');
  if (silence === null) return false;
  if (silence.durationMs === Infinity) return true;
  return wait(exchange, timers, silence.durationMs);
}

/** True when the client left meanwhile. */
function wait(exchange: Exchange, timers: EngineClock, durationMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = timers.at(timers.now() + durationMs, () => resolve(false));
    exchange.onGone(() => {
      cancel();
      resolve(true);
    });
  });
}
