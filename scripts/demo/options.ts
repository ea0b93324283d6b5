import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** End after the table instead of serving on. */
  readonly exit: boolean;
  /** Folder that keeps acceleration.json, .md and .svg and requests.jsonl; null keeps nothing. */
  readonly out: string | null;
  /** Show rollouts: one that is promoted, and one that is rolled back. */
  readonly rollout: boolean;
  /** Port that the gateway should have; the next free one is taken where it is in use. */
  readonly port: number;
}

export const usage = `Usage: npm run demo -- [--exit] [--out DIR] [--port 8080]
       npm run demo -- --rollout [--port 8080]

  --exit      end after the table (exit 0) instead of serving until Ctrl-C
  --out DIR   keep acceleration.json, .md and .svg and requests.jsonl in DIR
  --rollout   two rollouts, live: one ends promoted, one rolled back; under three minutes
  --port N    the gateway's port (default 8080; the next free one where it is taken)`;

export function parseDemoOptions(argv: readonly string[]): DemoOptions | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        exit: { type: 'boolean', default: false },
        out: { type: 'string' },
        rollout: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return { problem: `--port must be 1 to 65535, not ${values.port}` };
    return { exit: values.exit, out: values.out ?? null, rollout: values.rollout, port };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
