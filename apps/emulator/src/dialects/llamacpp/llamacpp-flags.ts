import type { FlagDeclarations } from '../engine-flags.ts';

/** llama-server's own flags, the same in all versions. */
export const llamaFlags: FlagDeclarations = {
  metrics: { kind: 'switch', describes: 'Serve /metrics' },
  'no-slots': { kind: 'switch', describes: 'Do not serve /slots' },
  parallel: {
    kind: 'number',
    least: 1,
    default: 4,
    describes: 'Slots: requests that run at once; others are deferred',
  },
  alias: { kind: 'text', default: null, describes: 'The name it serves under; default: the model’s' },
  'sse-ping-interval': {
    kind: 'number',
    least: 0,
    default: 30,
    describes: 'Seconds of silence before a comment; 0: never',
  },
};
