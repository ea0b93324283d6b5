import type { LogLevel } from '@slipstream/config';
import { pino } from 'pino';
import type { Logger } from '../ports.ts';
import type { LogDestination } from './line-buffer.ts';

/**
 * Fields that must never reach a log, at the top or one level down. No code of ours passes them; this is the belt for
 * the day that someone logs a whole request.
 */
const secretFields: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'apiKey',
  'headers',
  'body',
  'messages',
  'prompt',
]);

type Fields = Readonly<Record<string, unknown>>;

/** JSON lines, ISO times, level as a word; to standard output where no destination is given. */
export function createLogger(level: LogLevel, destination?: LogDestination): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (fields, message) => logger.debug(withoutSecrets(fields), message),
    info: (fields, message) => logger.info(withoutSecrets(fields), message),
    warn: (fields, message) => logger.warn(withoutSecrets(fields), message),
    error: (fields, message) => logger.error(withoutSecrets(fields), message),
  };
}

/**
 * pino's own redaction by path costs more than the line itself once a path has a wildcard. Our lines are flat, so that one
 * look at each field is usually all, and the same object goes on.
 */
function withoutSecrets(fields: Fields): Fields {
  return hasSecrets(fields) ? redacted(fields, redactedObject) : fields;
}

function hasSecrets(fields: Fields): boolean {
  for (const name in fields) if (secretFields.has(name) || isPlainObject(fields[name])) return true;
  return false;
}

function redactedObject(value: unknown): unknown {
  return isPlainObject(value) ? redacted(value, (inner) => inner) : value;
}

function redacted(fields: Fields, inside: (value: unknown) => unknown): Fields {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, secretFields.has(name) ? '[redacted]' : inside(value)]),
  );
}

/** An Error is left as it is, since pino knows how to write one, and so is a list. */
function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && !Array.isArray(value);
}
