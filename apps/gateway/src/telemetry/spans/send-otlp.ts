export interface OtlpTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** All tries together. */
  readonly timeoutMs: number;
}

/** Those that OTLP names as worth another try (opentelemetry.io/docs/specs/otlp, "Retryable Response Codes"). */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const FIRST_PAUSE_MS = 500;

/** Posts one export as protobuf, and tries again where that may help. Rejects where the collector did not take it in time. */
export async function sendOtlp({ url, headers, timeoutMs }: OtlpTarget, body: Uint8Array): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(body),
      signal,
    });
    await response.arrayBuffer();
    if (response.ok) return;
    if (!retryable.has(response.status)) throw new Error(`the collector answered ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    signal.throwIfAborted();
  }
}
