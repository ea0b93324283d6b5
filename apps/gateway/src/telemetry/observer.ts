import { requestFigures } from '../metering/request-figures.ts';
import type { InFlight } from '../metering/in-flight.ts';
import type { Sink } from '../metering/sink.ts';
import type { Logger, RequestObserver, RequestTrace } from '../ports.ts';
import type { Tracing } from './tracing.ts';

export interface ObserverParts {
  readonly inFlight: InFlight;
  readonly tracing: Tracing;
  /** In the order in which they are told of the end. Tracing is one of them. */
  readonly sinks: readonly Sink[];
  readonly logger: Logger;
}

const noTrace: RequestTrace = { openAttempt: () => ({}), closeAttempt: () => undefined };

/**
 * Opens and settles requests. Each is settled once, whoever calls how often. No sink can hurt a request or another
 * sink: what one throws is caught, and logged the first time.
 */
export function createObserver(parts: ObserverParts): RequestObserver {
  const failed = new Set<string>();
  const guard = (name: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      if (failed.has(name)) return;
      failed.add(name);
      parts.logger.error({ sink: name, err: error }, 'telemetry sink failed; later failures of it are not logged');
    }
  };
  return {
    open: (record, headers) => {
      let trace = noTrace;
      parts.inFlight.open(record);
      guard('trace', () => {
        trace = parts.tracing.open(record, headers);
      });
      return trace;
    },
    settle: (record) => {
      if (!parts.inFlight.close(record)) return;
      const figures = requestFigures(record);
      for (const sink of parts.sinks) guard(sink.name, () => sink.settle(record, figures));
    },
  };
}
