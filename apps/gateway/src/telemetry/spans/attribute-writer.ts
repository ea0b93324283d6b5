import type { ProtoWriter } from './proto-writer.ts';

/** A client writes `model` and could write much: values are cut here. */
const LONGEST = 1024;

/**
 * Writes the attributes of one span, or of the resource, as OTLP's `KeyValue` (opentelemetry/proto/common/v1/common.proto).
 * Unknown (null) is left out: an attribute that is there is a fact. A name of null is one that an edition has no word for.
 */
export class AttributeWriter {
  readonly #writer: ProtoWriter;
  /** Number of the repeated field. */
  readonly #field: number;

  constructor(writer: ProtoWriter, field: number) {
    this.#writer = writer;
    this.#field = field;
  }

  text(name: string | null, value: string | null): void {
    if (value !== null) this.#pair(name, () => this.#writer.text(1, value.slice(0, LONGEST)));
  }

  flag(name: string | null, value: boolean | null): void {
    if (value !== null) this.#pair(name, () => this.#writer.varint(2, value ? 1 : 0));
  }

  /** Whole numbers as integers, others as doubles. */
  number(name: string | null, value: number | null): void {
    if (value === null) return;
    this.#pair(name, () => {
      if (Number.isSafeInteger(value) && value >= 0) this.#writer.varint(3, value);
      else this.#writer.double(4, value);
    });
  }

  texts(name: string | null, values: readonly string[]): void {
    if (values.length === 0) return;
    const write = (value: string): void =>
      this.#writer.message(1, 2, () => this.#writer.text(1, value.slice(0, LONGEST)));
    this.#pair(name, () => this.#writer.message(5, 4, () => values.forEach(write)));
  }

  #pair(name: string | null, writeValue: () => void): void {
    if (name === null) return;
    this.#writer.message(this.#field, 4, () => {
      this.#writer.text(1, name);
      this.#writer.message(2, 4, writeValue);
    });
  }
}
