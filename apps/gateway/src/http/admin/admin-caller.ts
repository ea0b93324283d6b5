import type { AdminKey, ClientKey } from '@slipstream/config';

/** Who may use the admin API. */
export interface AdminCaller extends AdminKey {
  /** Of a client's key that was given a role: all that it may. Left out: a key of `admin.keys`, which has everything to give. */
  readonly client?: ClientKey;
}
