import type { Replica } from '@slipstream/config';
import type {
  Dispatch,
  FetchPage,
  PageResult,
  Timers,
  UpstreamFailure,
  UpstreamHeaders,
  UpstreamPath,
} from '../ports.ts';
import { errorCode } from './classify-error.ts';

/** A page of metrics has a few hundred KiB; what is larger is not one. */
const maxPageBytes = 4 * 1024 * 1024;

export interface FetchPageOptions {
  readonly dispatch: Dispatch;
  readonly timers: Timers;
  /** Headers that a replica wants on every request, such as its key. */
  readonly headersFor?: (replica: Replica) => Readonly<Record<string, string>>;
  readonly maxBytes?: number;
}

/** Fetches small whole pages. The promise never rejects; the time counts from the call to the last byte. */
export function createFetchPage(options: FetchPageOptions): FetchPage {
  return (replica, path, timeoutMs) =>
    new Promise((resolve) => fetchOne({ ...options, replica, path, timeoutMs, resolve }));
}

interface OneFetch extends FetchPageOptions {
  readonly replica: Replica;
  readonly path: UpstreamPath;
  readonly timeoutMs: number;
  readonly resolve: (result: PageResult) => void;
}

function fetchOne({
  dispatch,
  timers,
  headersFor,
  maxBytes = maxPageBytes,
  replica,
  path,
  timeoutMs,
  resolve,
}: OneFetch): void {
  let status = 0;
  let headers: UpstreamHeaders = {};
  let size = 0;
  const chunks: Uint8Array[] = [];
  const end = (result: PageResult): void => {
    cancelTimer();
    resolve(result);
  };
  const giveUp = (failure: string): void => {
    exchange.abort();
    end({ ok: false, failure });
  };
  const request = { method: 'GET', path, headers: { accept: '*/*', ...headersFor?.(replica) }, body: null } as const;
  const exchange = dispatch.send(replica, request, {
    onHead(answered, answerHeaders) {
      status = answered;
      headers = answerHeaders;
    },
    onBytes(chunk) {
      size += chunk.byteLength;
      if (size > maxBytes) giveUp(`larger than ${maxBytes} bytes`);
      else chunks.push(chunk);
      return true;
    },
    onEnd() {
      end({ ok: true, status, contentType: headers['content-type'] ?? null, body: Buffer.concat(chunks) });
    },
    onFailure(failure) {
      end({ ok: false, failure: describeFailure(failure) });
    },
  });
  const cancelTimer = timers.after(timeoutMs, () => giveUp(`no whole answer within ${timeoutMs} ms`));
}

/** `refused (ECONNREFUSED)`: the kind, and the system's own word for it. */
function describeFailure({ kind, cause }: UpstreamFailure): string {
  const code = errorCode(cause);
  return code === null ? kind : `${kind} (${code})`;
}
