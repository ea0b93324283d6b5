import { parseArgs } from 'node:util';
import { engineNames } from '@slipstream/metrics';
import type { EngineName } from '@slipstream/metrics';

export const doctorUsage = `usage: doctor URL [--engine NAME] [--model ID] [--key-from NAME] [--timeout SECONDS] [--no-request] [--json]

Tells what a server lets Slipstream measure, how well, from which field, and what would improve it.

  URL               the server itself, such as http://127.0.0.1:8000
  --engine NAME     its dialect (${engineNames.join(', ')}); default: what it shows itself to be
  --model ID        the model to ask for; default: the first that it lists
  --key-from NAME   environment variable that holds its key
  --timeout SECONDS for each page and each answer (default: 30)
  --no-request      ask pages only, no answer: then nothing is known of answers
  --json            print JSON

Makes at most two small requests. Exit codes: 0 examined, 1 could not be, 2 wrong usage.`;

/** A mistake of whoever called: told in plain words. */
export class DoctorUsageError extends Error {}

export interface DoctorOptions {
  readonly url: URL;
  readonly engine: EngineName | null;
  readonly model: string | null;
  readonly keyFrom: string | null;
  readonly timeoutMs: number;
  readonly request: boolean;
  readonly json: boolean;
}

/** Null: help was asked for. */
export function readDoctorOptions(args: readonly string[]): DoctorOptions | null {
  const { values, positionals } = parse(args);
  if (values.help === true) return null;
  const [address, ...others] = positionals;
  if (address === undefined || others.length > 0) throw new DoctorUsageError(`one URL is expected\n\n${doctorUsage}`);
  return {
    url: readUrl(address),
    engine: readEngine(values.engine),
    model: values.model ?? null,
    keyFrom: values['key-from'] ?? null,
    timeoutMs: readTimeout(values.timeout),
    request: values['no-request'] !== true,
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        engine: { type: 'string' },
        model: { type: 'string' },
        'key-from': { type: 'string' },
        timeout: { type: 'string' },
        'no-request': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new DoctorUsageError(`${(error as Error).message}\n\n${doctorUsage}`, { cause: error });
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new DoctorUsageError(`${JSON.stringify(text)} is no URL of a server; http://127.0.0.1:8000 is.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new DoctorUsageError('the URL may not contain a user or password: use --key-from.');
  }
  // `/v1` and the like are the engine's own business: its routes are known.
  return new URL(url.origin);
}

function readEngine(text: string | undefined): EngineName | null {
  if (text === undefined) return null;
  const engine = engineNames.find((name) => name === text);
  if (engine !== undefined) return engine;
  throw new DoctorUsageError(`--engine: ${JSON.stringify(text)} is none of ${engineNames.join(', ')}.`);
}

function readTimeout(text: string | undefined): number {
  const seconds = Number(text ?? '30');
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3600) return seconds * 1000;
  throw new DoctorUsageError(`--timeout: ${JSON.stringify(text)} is no number of seconds from 0 to 3600.`);
}
