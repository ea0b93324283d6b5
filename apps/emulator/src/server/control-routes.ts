import type { DecodingEngine } from '../engine/engine.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBoard, PostedFault } from '../faults/fault-board.ts';
import { parseFault } from '../faults/parse-fault.ts';
import type { EmulatorServer } from './emulator-server.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './route.ts';

const BODY_LIMIT_BYTES = 1_000_000;

/** Not the engine's own routes: what a test asks the emulator, and tells it to do. */
export function controlRoutes(server: EmulatorServer, engine: DecodingEngine, faults: FaultBoard): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => {
    return { method, path: `/emulator/${path}`, guarded: false, faults: [], handle };
  };
  const show = (exchange: Exchange): void => exchange.json(200, JSON.stringify({ faults: faults.list().map(shown) }));
  return [
    route('GET', 'truth', (exchange) => {
      exchange.json(200, JSON.stringify({ ...engine.truth(), epoch: server.epoch }));
    }),
    route('GET', 'requests', (exchange) => {
      const name = exchange.query.get('name');
      const requests = engine.journal().filter((each) => name === null || each.name === name);
      exchange.json(200, JSON.stringify({ requests }));
    }),
    route('GET', 'faults', show),
    route('POST', 'faults', async (exchange) => {
      const parsed = await readFaults(exchange);
      if (parsed === null) return;
      if (typeof parsed === 'string') return exchange.json(400, JSON.stringify({ error: parsed }));
      server.setFaults(parsed);
      show(exchange);
    }),
    route('DELETE', 'faults', (exchange) => {
      server.setFaults([]);
      show(exchange);
    }),
    route('POST', 'restart', (exchange) => {
      server.restart(exchange);
      exchange.json(200, JSON.stringify({ epoch: server.epoch }));
    }),
  ];
}

/** A message when they are not faults, null when the client left. */
async function readFaults(exchange: Exchange): Promise<readonly Fault[] | string | null> {
  const body = await exchange.readBody(BODY_LIMIT_BYTES);
  if (body.kind !== 'whole') return body.kind === 'gone' ? null : 'the body is too large';
  const list = faultList(body.bytes);
  if (list === null) return 'expected {"faults":[{"kind":…},…]}';
  const faults: Fault[] = [];
  for (const value of list) {
    const parsed = parseFault(value);
    if (!parsed.ok) return parsed.message;
    faults.push(parsed.fault);
  }
  return faults;
}

function faultList(bytes: Uint8Array): readonly unknown[] | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as { faults?: unknown } | null;
    return Array.isArray(value?.faults) ? (value.faults as readonly unknown[]) : null;
  } catch {
    return null;
  }
}

/** Without the limits that are none: JSON knows no infinity. */
function shown({ fault, struck }: PostedFault): Record<string, unknown> {
  const { kind, ...options } = fault;
  const limits = Object.entries(options).filter(([, value]) => value !== null && value !== Infinity);
  return { kind, ...Object.fromEntries(limits), struck };
}
