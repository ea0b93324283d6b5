import type { LogLevel } from '@slipstream/config';
import { pino } from 'pino';
import type { Logger } from '../ports.ts';

/** Where lines go; each ends in a newline. */
export interface LogDestination {
  write(line: string): void;
}

/**
 * Fields that must never reach a log, at the top or one level down. No code of ours passes them; this is the belt for
 * the day that someone logs a whole request.
 */
const secretFields = ['authorization', 'cookie', 'apiKey', 'headers', 'body', 'messages', 'prompt'];

/** JSON lines, ISO times, level as a word; to standard output where no destination is given. */
export function createLogger(level: LogLevel, destination?: LogDestination): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
