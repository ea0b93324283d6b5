import type { DiagLogger } from '@opentelemetry/api';
import type { Clock, Logger } from '../ports.ts';

export interface DiagnosticsParts {
  readonly logger: Logger;
  readonly clock: Clock;
}

const quietMs = 60_000;

/**
 * What the SDK complains of, as warnings of ours: at most one a minute, with the number left out since, because a
 * collector that is down would otherwise be told of at every export. Never an error: the gateway serves on.
 */
export function exportDiagnostics({ logger, clock }: DiagnosticsParts): DiagLogger {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  const warn = (message: string, ...details: unknown[]): void => {
    if (clock.now() - lastAtMs < quietMs) {
      leftOut += 1;
      return;
    }
    logger.warn({ detail: [message, ...details].map(String).join(' '), left_out: leftOut }, 'OpenTelemetry export');
    lastAtMs = clock.now();
    leftOut = 0;
  };
  const ignore = (): void => undefined;
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
}
