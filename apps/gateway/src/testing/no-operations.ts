import { KeyDesk } from '../admission/key-desk.ts';
import type { Operations } from '../http/admin/operations.ts';

/** No keys, no ledger, no replicas. */
export const noOperations: Operations = {
  desk: new KeyDesk(null, () => ({ keys: null, models: new Map(), admin: null })),
  usage: null,
  replicas: () => [],
  doctor: { examine: () => Promise.reject(new Error('there is nothing to examine')) },
  wallTime: () => 0,
};
