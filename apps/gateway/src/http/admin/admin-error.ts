import { z } from '@hono/zod-openapi';
import type { Refused } from '../../rollout/refusal.ts';

export const adminErrorSchema = z
  .object({
    error: z.object({
      code: z.enum([
        'unauthorized',
        'forbidden',
        'invalid',
        'unknown',
        'moved',
        'impossible',
        'braked',
        'away',
        'unreachable',
        'internal',
      ]),
      message: z.string(),
      /** The last decision, where somebody was faster. */
      movedBy: z.object({ by: z.string(), why: z.string(), revision: z.int() }).optional(),
      /** Every mistake in a plan. */
      issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
  })
  .openapi('Error');

export type AdminError = z.infer<typeof adminErrorSchema>;

export function adminError(code: AdminError['error']['code'], message: string): AdminError {
  return { error: { code, message } };
}

const statuses = { unknown: 404, moved: 409, impossible: 409, braked: 409, away: 503 } as const;

export function statusOf(refused: Refused): 404 | 409 | 503 {
  return statuses[refused.refused];
}
