import { AttributeWriter } from './attribute-writer.ts';
import type { FinishedSpan } from './finished-span.ts';
import { ProtoWriter } from './proto-writer.ts';
import { writeSpan } from './write-span.ts';

export interface SpanExportOptions {
  /** Sends one export request; rejects where the collector did not take it. */
  readonly send: (body: Uint8Array) => Promise<void>;
  /** Told of what was not sent. */
  readonly warn: (message: string, detail: unknown) => void;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: { readonly name: string; readonly version: string };
  readonly schemaUrl: string | null;
}

/** Sent together: some 100 KB. */
const SPANS_TOGETHER = 128;

/** A span waits for company for so long. */
const COLLECT_MS = 5000;

/** Exports that wait for a slow collector: some 2,000 spans. More are dropped. */
const MOST_WAITING = 16;

/**
 * Gathers spans as the bytes that they are sent as, and sends them in company, one export at a time. A request writes its span into a
 * buffer when it ends; nothing of it is kept as objects until then, and nothing is walked over again.
 */
export class SpanExport {
  readonly #options: SpanExportOptions;
  readonly #spans = new ProtoWriter();
  readonly #wrapper = new ProtoWriter();
  readonly #head: Buffer;
  #count = 0;
  #waiting: Buffer[] = [];
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;

  constructor(options: SpanExportOptions) {
    this.#options = options;
    this.#head = writeScope(this.#wrapper, options.scope);
  }

  add(span: FinishedSpan): void {
    writeSpan(this.#spans, span);
    this.#count += 1;
    if (this.#count >= SPANS_TOGETHER) return this.#close();
    this.#timer ??= setTimeout(() => this.#close(), COLLECT_MS).unref();
  }

  /** Resolves when all that is waiting was sent, or refused. */
  async flush(): Promise<void> {
    this.#close();
    while (this.#sending !== null) await this.#sending;
  }

  /** What is gathered becomes one export. */
  #close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#count === 0) return;
    const spans = this.#spans.take();
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(spans);
    else this.#drop(this.#count);
    this.#count = 0;
    this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    for (let spans = this.#waiting.shift(); spans !== undefined; spans = this.#waiting.shift()) {
      try {
        await this.#options.send(this.#requestOf(spans));
      } catch (error) {
        this.#options.warn('an export of spans failed', error);
      }
    }
    this.#sending = null;
  }

  #drop(spans: number): void {
    this.#dropped += spans;
    this.#options.warn('spans were dropped, since their collector takes them too slowly', this.#dropped);
  }

  /** `ExportTraceServiceRequest` of one resource and one scope. */
  #requestOf(spans: Buffer): Buffer {
    const { resource, schemaUrl } = this.#options;
    const writer = this.#wrapper;
    writer.message(1, 4, () => {
      writer.message(1, 4, () => writeResource(new AttributeWriter(writer, 1), resource));
      writer.message(2, 4, () => {
        writer.raw(this.#head);
        writer.raw(spans);
        if (schemaUrl !== null) writer.text(3, schemaUrl);
      });
    });
    return writer.take();
  }
}

function writeScope(writer: ProtoWriter, { name, version }: SpanExportOptions['scope']): Buffer {
  writer.message(1, 4, () => {
    writer.text(1, name);
    writer.text(2, version);
  });
  return writer.take();
}

function writeResource(attributes: AttributeWriter, resource: SpanExportOptions['resource']): void {
  for (const [name, value] of Object.entries(resource)) {
    if (typeof value === 'number') attributes.number(name, value);
    else if (typeof value === 'boolean') attributes.flag(name, value);
    else if (Array.isArray(value)) attributes.texts(name, value.map(String));
    else if (typeof value === 'string') attributes.text(name, value);
  }
}
