import { conclusionDimensions } from '../../metering/conclusions/bands.ts';
import type { ConclusionDimension } from '../../metering/conclusions/bands.ts';
import { command } from '../command.ts';
import type { Command } from '../command.ts';
import { clientOf } from './client-of.ts';
import { conclusionsTable } from './conclusions-table.ts';
import type { LiveContext } from './live-context.ts';

const args = {
  admin: { type: 'string', description: 'URL of an admin API (or SLIPSTREAM_ADMIN; default http://127.0.0.1:9090)' },
  by: {
    type: 'enum',
    options: [...conclusionDimensions] as ConclusionDimension[],
    default: 'variant',
    description: 'What variants are told apart by, too: class, length (of the prompt), concurrency',
  },
  model: { type: 'string', description: 'Of this model alone' },
  json: { type: 'boolean', description: 'Print JSON' },
} as const;

/** `slipstream conclusions`: what the meter of a gateway that runs concludes. */
export function conclusionsCommand(context: LiveContext): Command {
  const description = 'Acceleration, speed-up, step cost and GPU-seconds, with intervals, of a gateway that runs';
  return command(description, args, async ({ admin, by, model, json }) => {
    const report = await clientOf(context, admin).conclusions({ model: model ?? null, by });
    context.out(json === true ? `${JSON.stringify(report)}\n` : conclusionsTable(by, report));
  });
}
