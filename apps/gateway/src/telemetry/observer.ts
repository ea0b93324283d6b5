import { requestFigures } from '../metering/request-figures.ts';
import type { InFlight } from '../metering/in-flight.ts';
import type { Sink } from '../metering/sink.ts';
import type { Logger, RequestObserver } from '../ports.ts';
import { noTrace } from './no-trace.ts';
import type { Tracing } from './tracing.ts';

export interface ObserverParts {
  readonly inFlight: InFlight;
  readonly tracing: Tracing;
  /** In the order in which they are told of the end. */
  readonly sinks: readonly Sink[];
  readonly logger: Logger;
}

/**
 * Opens and settles requests. No sink can hurt a request or another sink: what one throws is caught, and logged the
 * first time.
 */
export function createObserver(parts: ObserverParts): RequestObserver {
  const guard = guarded(parts.logger);
  return {
    open: (record, headers) => {
      const place = parts.inFlight.open(record);
      const trace = guard('trace', () => parts.tracing.open(record, headers)) ?? noTrace;
      return {
        trace,
        settle: () => {
          if (!place.leave()) return;
          const figures = requestFigures(record);
          for (const sink of parts.sinks) guard(sink.name, () => sink.settle(record, figures, trace));
          guard('trace', () => trace.settle(record, figures));
        },
      };
    },
  };
}

/** Runs something that may fail, and logs the first failure of each name. */
function guarded(logger: Logger): <T>(name: string, run: () => T) => T | undefined {
  const failed = new Set<string>();
  return (name, run) => {
    try {
      return run();
    } catch (error) {
      if (!failed.has(name)) {
        logger.error({ sink: name, err: error }, 'telemetry sink failed; later failures of it are not logged');
      }
      failed.add(name);
      return undefined;
    }
  };
}
