import type { AdminKey } from '@slipstream/config';

/** What admin routes find in their context. */
export interface AdminEnv {
  Variables: { key: AdminKey };
}
