import type { AdminCaller } from './admin-caller.ts';

/** What admin routes find in their context. */
export interface AdminEnv {
  Variables: { key: AdminCaller };
}
