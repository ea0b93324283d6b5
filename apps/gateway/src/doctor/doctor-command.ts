import type { EngineName, Replica } from '@slipstream/config';
import type { Clock, Dispatch, FetchPage, Timers } from '../ports.ts';
import { createAskOnce } from './ask-once.ts';
import { doctorUsage, DoctorUsageError, readDoctorOptions } from './doctor-options.ts';
import { examinationText } from './examination-text.ts';
import { ExaminationError } from './examination.ts';
import { examine } from './examine.ts';

/** The world as the entry point hands it in. */
export interface DoctorWorld {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly env: Readonly<Record<string, string | undefined>>;
  fetchPages(headers: Readonly<Record<string, string>>): FetchPage;
  out(text: string): void;
  err(text: string): void;
}

/** Examines the server that the arguments name. Resolves with the exit code. */
export async function doctorCommand(args: readonly string[], world: DoctorWorld): Promise<number> {
  try {
    const options = readDoctorOptions(args);
    if (options === null) {
      world.out(`${doctorUsage}\n`);
      return 0;
    }
    const replica: Replica = { name: 'examined', url: options.url, maxConcurrent: null, tls: tlsFor(options.url) };
    const headers = keyHeaders(options.keyFrom, world.env);
    const { timeoutMs } = options;
    const ask = options.request ? createAskOnce(replica, { ...world, headers, timeoutMs }) : null;
    const engine: EngineName | null = options.engine;
    const fetchPage = world.fetchPages(headers);
    const examination = await examine(replica, { fetchPage, timeoutMs, engine, model: options.model, ask });
    world.out(options.json ? `${JSON.stringify(examination, null, 2)}\n` : examinationText(examination));
    return 0;
  } catch (error) {
    if (!(error instanceof DoctorUsageError || error instanceof ExaminationError)) throw error;
    world.err(`${error.message}${error instanceof ExaminationError ? advice(error) : ''}\n`);
    return error instanceof DoctorUsageError ? 2 : 1;
  }
}

function advice({ obstacle }: ExaminationError): string {
  if (obstacle === 'refused') return ' Give its key with --key-from NAME, the name of an environment variable.';
  return obstacle === 'no-engine' ? ' --engine NAME says it.' : '';
}

/** As a replica of the configuration that says nothing of it: the well-known authorities, and the host's own name. */
function tlsFor({ protocol }: URL): Replica['tls'] {
  return protocol === 'https:' ? { ca: null, serverName: null, verify: true, http2: false } : null;
}

function keyHeaders(
  keyFrom: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  if (keyFrom === null) return {};
  const key = env[keyFrom];
  if (key === undefined || key === '') throw new DoctorUsageError(`--key-from: the environment has no ${keyFrom}.`);
  return { authorization: `Bearer ${key}` };
}
