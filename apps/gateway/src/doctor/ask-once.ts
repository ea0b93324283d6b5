import type { Replica } from '@slipstream/config';
import type { AnswerReading, StreamTap } from '@slipstream/metrics';
import type { Clock, Dispatch, Timers, UpstreamHeaders } from '../ports.ts';
import type { AskOnce, TrialAnswer, TrialRequest } from './trial-answer.ts';

const mostBytes = 1024 * 1024;

export interface AskOnceOptions {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The server's own key among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole answer. */
  readonly timeoutMs: number;
}

/** Sends trial requests to one server, and reads what comes as the gateway would. */
export function createAskOnce(replica: Replica, options: AskOnceOptions): AskOnce {
  return (request) => new Promise((resolve) => askNow({ replica, request, resolve, ...options }));
}

interface OneAsking extends AskOnceOptions {
  readonly replica: Replica;
  readonly request: TrialRequest;
  readonly resolve: (answer: TrialAnswer) => void;
}

function askNow({ replica, request, resolve, dispatch, clock, timers, headers, timeoutMs }: OneAsking): void {
  const startedAtMs = clock.now();
  const tap = request.stream ? request.adapter.openTap({ route: request.route, ...request.context }) : null;
  let status = 0;
  let answerHeaders: UpstreamHeaders = {};
  let bytes = 0;
  const chunks: Uint8Array[] = [];
  const end = (answer: TrialAnswer): void => {
    cancelTimer();
    resolve(answer);
  };
  const giveUp = (problem: string): void => {
    exchange.abort();
    end({ reading: null, problem });
  };
  const upstream = {
    method: 'POST',
    path: request.path,
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: request.stream ? 'text/event-stream' : 'application/json',
      'accept-encoding': 'identity',
    },
    body: new TextEncoder().encode(request.body),
  } as const;
  const exchange = dispatch.send(replica, upstream, {
    onHead(answered, received) {
      status = answered;
      answerHeaders = received;
    },
    onBytes(chunk, atMs) {
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (status === 200) tap?.push(chunk, atMs);
      if (bytes > mostBytes) giveUp(`the answer is larger than ${mostBytes} bytes`);
      return true;
    },
    onEnd(atMs) {
      const body = Buffer.concat(chunks);
      end(judge({ request, tap, status, headers: answerHeaders, body, startedAtMs, atMs }));
    },
    onFailure({ kind }) {
      end({ reading: null, problem: `the connection ended (${kind})` });
    },
  });
  const cancelTimer = timers.after(timeoutMs, () => giveUp(`no whole answer within ${timeoutMs} ms`));
}

interface Ended {
  readonly request: TrialRequest;
  readonly tap: StreamTap | null;
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Uint8Array;
  readonly startedAtMs: number;
  readonly atMs: number;
}

function judge({ request, tap, status, headers, body, startedAtMs, atMs }: Ended): TrialAnswer {
  const { adapter, context } = request;
  if (status !== 200) {
    const error = adapter.readError(status, body, headers['content-type'] ?? null);
    return { reading: null, problem: `status ${status}, ${error.code}: ${error.message}` };
  }
  const reading = tap?.finish(atMs) ?? adapter.readAnswer(body, startedAtMs, atMs, headers, context);
  return reading.end === 'complete' ? { reading, problem: null } : { reading: null, problem: wrongEnd(reading) };
}

function wrongEnd({ end, engineError }: AnswerReading): string {
  if (engineError !== null) return `${engineError.code}: ${engineError.message}`;
  return end === 'truncated' ? 'the answer ended before it was whole' : 'the answer is not what this engine writes';
}
