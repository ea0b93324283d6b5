import type { Subject } from './subject.ts';

/** No proxy: what client and upstream cost by themselves, so that it can be taken off. */
export const direct: Subject = {
  name: 'direct',
  isNode: false,
  isVariation: false,
  isOurs: true,
  prepare: async () => 'no proxy',
  start: async ({ upstreamPort }) => ({
    target: { host: '127.0.0.1', port: upstreamPort, headers: {} },
    pid: null,
    logFile: '',
    emptyLog: () => undefined,
    stop: async () => undefined,
  }),
};
