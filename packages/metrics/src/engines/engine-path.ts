/** The routes of engines that probes and scrapes may ask: with the two of generations, the whole set of upstream paths. */
export const enginePaths = [
  '/health',
  '/info',
  '/metrics',
  '/prometheus/metrics',
  '/props',
  '/slots',
  '/server_info',
  '/get_server_info',
  '/version',
  '/v1/models',
  '/openapi.json',
] as const;

export type EnginePath = (typeof enginePaths)[number];
