import { generationFaults } from '../../../faults/fault.ts';
import type { Route } from '../../../server/route.ts';

type Handle = Route['handle'];

/** Routes of the kinds that these servers have. */
export const openAiRoutes = {
  /** Generates: all faults of generations strike here. */
  generation: (path: string, handle: Handle): Route => {
    return { method: 'POST', path, guarded: true, faults: generationFaults, handle };
  },
  plain: (method: Route['method'], path: string, handle: Handle): Route => {
    return { method, path, guarded: true, faults: [], handle };
  },
  json: (path: string, value: () => unknown): Route => {
    return openAiRoutes.plain('GET', path, (exchange) => exchange.json(200, JSON.stringify(value())));
  },
  /** A metrics page: the fault `garbled-metrics` strikes here. */
  page: (path: string, handle: Handle): Route => {
    return { method: 'GET', path, guarded: false, faults: ['garbled-metrics'], handle };
  },
} as const;
