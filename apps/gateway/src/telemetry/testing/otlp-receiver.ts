import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { otlpMessages } from './otlp-messages.ts';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** 2 server, 3 client. */
  readonly kind: number;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly ReceivedEvent[];
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly schemaUrl: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface ReceivedEvent {
  readonly name: string;
  readonly atNanos: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A metric as decoded, with numbers as numbers and attributes as plain objects. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  readonly isMonotonic: boolean;
  readonly isCumulative: boolean;
  readonly points: readonly ReceivedPoint[];
}

export interface ReceivedPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly value: number | null;
  readonly count: number | null;
  readonly sum: number | null;
  readonly bucketCounts: readonly number[];
  readonly bounds: readonly number[];
}

/** A collector on a free port: takes OTLP over HTTP as protobuf, decodes it, and keeps it. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly metrics: ReceivedMetric[] = [];
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[] = [];
  /** Answered to every export. */
  status = 200;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request: IncomingMessage, response) => {
      void read(request).then((body) => {
        receiver.#receive(request, body);
        response.writeHead(receiver.status, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return receiver;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #receive(request: IncomingMessage, body: Uint8Array): void {
    this.requests.push({ path: request.url ?? '', headers: request.headers });
    if (request.url === '/v1/traces') this.spans.push(...readSpans(decode('otlp.TraceRequest', body)));
    if (request.url === '/v1/metrics') this.metrics.push(...readMetrics(decode('otlp.MetricsRequest', body)));
  }
}

/** A decoded message: absent fields are absent. */
interface Message {
  readonly [field: string]: unknown;
}

const types = protobuf.parse(otlpMessages, { keepCase: true }).root;

function decode(type: string, body: Uint8Array): Message {
  const message = types.lookupType(type);
  return message.toObject(message.decode(body), { longs: String, arrays: true, oneofs: true });
}

function readSpans(request: Message): ReceivedSpan[] {
  return list(request['resource_spans']).flatMap((resource) =>
    list(resource['scope_spans']).flatMap((scope) =>
      list(scope['spans']).map((span) => ({
        traceId: hex(span['trace_id']),
        spanId: hex(span['span_id']),
        parentSpanId: hex(span['parent_span_id']),
        traceState: text(span['trace_state']),
        name: text(span['name']),
        kind: number(span['kind']),
        startNanos: BigInt(text(span['start_time_unix_nano'])),
        endNanos: BigInt(text(span['end_time_unix_nano'])),
        attributes: attributes(span['attributes']),
        events: list(span['events']).map((event) => ({
          name: text(event['name']),
          atNanos: BigInt(text(event['time_unix_nano'])),
          attributes: attributes(event['attributes']),
        })),
        status: number(((span['status'] ?? {}) as Message)['code'] ?? 0),
        schemaUrl: text(scope['schema_url'] ?? ''),
        resource: attributes((resource['resource'] as Message)['attributes']),
      })),
    ),
  );
}

function readMetrics(request: Message): ReceivedMetric[] {
  return list(request['resource_metrics'])
    .flatMap((resource) => list(resource['scope_metrics']).flatMap((scope) => list(scope['metrics'])))
    .map((metric) => {
      const kind = text(metric['data']) as ReceivedMetric['kind'];
      const data = metric[kind] as Message;
      return {
        name: text(metric['name']),
        unit: text(metric['unit'] ?? ''),
        description: text(metric['description'] ?? ''),
        kind,
        isMonotonic: data['is_monotonic'] === true,
        isCumulative: data['aggregation_temporality'] === 2,
        points: list(data['data_points']).map(readPoint),
      };
    });
}

function readPoint(point: Message): ReceivedPoint {
  const value = point['as_double'] ?? point['as_int'];
  return {
    attributes: attributes(point['attributes']),
    startNanos: BigInt(text(point['start_time_unix_nano'])),
    endNanos: BigInt(text(point['time_unix_nano'])),
    value: value === undefined ? null : number(value),
    count: point['count'] === undefined ? null : number(point['count']),
    sum: point['sum'] === undefined ? null : number(point['sum']),
    bucketCounts: ((point['bucket_counts'] ?? []) as unknown[]).map(number),
    bounds: ((point['explicit_bounds'] ?? []) as unknown[]).map(number),
  };
}

function attributes(pairs: unknown): Record<string, unknown> {
  return Object.fromEntries(list(pairs).map((pair) => [text(pair['key']), anyValue(pair['value'] as Message)]));
}

function anyValue(message: Message): unknown {
  const kind = text(message['value']);
  const value = message[kind];
  if (kind === 'array_value') return list((value as Message)['values']).map(anyValue);
  return kind === 'int_value' ? Number(value) : value;
}

function list(value: unknown): readonly Message[] {
  return (value ?? []) as readonly Message[];
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : (value as string | number).toString();
}

function number(value: unknown): number {
  return Number(value);
}

function hex(bytes: unknown): string {
  return Buffer.from((bytes ?? []) as Uint8Array).toString('hex');
}

async function read(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  // A collector compresses what it passes on.
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
