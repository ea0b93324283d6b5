import { type Decode, JsonDataError } from './decode.ts';
import { JsonSyntaxError, parseJson } from './parse-json.ts';

/** Plain text, as axum's JSON extractor answers: never JSON. */
export interface Rejection {
  readonly status: 400 | 413 | 415 | 422;
  readonly text: string;
}
export type BodyReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection };

export const unsupportedMediaType: Rejection = {
  status: 415,
  text: 'Expected request with `Content-Type: application/json`',
};
export const bodyTooLarge: Rejection = {
  status: 413,
  text: 'Failed to buffer the request body: length limit exceeded',
};

/** True for `application/json` and `application/…+json`, with or without parameters: what axum takes for JSON. */
export function isJsonContentType(contentType: string | undefined): boolean {
  return /^application\/(?:json|[^;\s]+\+json)\s*(?:;|$)/i.test(contentType ?? '');
}

/** Bytes of a body to a typed request, or the rejection (400 not JSON, 422 JSON of the wrong type) with line and column. */
export function readJsonBody<T>(bytes: Uint8Array, decode: Decode<T>): BodyReading<T> {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { ok: true, value: decode(parseJson(text), '') };
  } catch (error) {
    if (error instanceof JsonDataError) {
      const place = error.path === '' ? '' : `${error.path}: `;
      const what = `Failed to deserialize the JSON body into the target type: ${place}${error.message}`;
      return { ok: false, rejection: { status: 422, text: `${what} at ${position(text, error.offset)}` } };
    }
    const [message, offset] =
      error instanceof JsonSyntaxError ? [error.message, error.offset] : ['invalid unicode code point', 0];
    const what = `Failed to parse the request body as JSON: ${message} at ${position(text, offset)}`;
    return { ok: false, rejection: { status: 400, text: what } };
  }
}

/** serde_json counts lines from 1 and bytes within the line. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `line ${line} column ${new TextEncoder().encode(before.slice(lineStart)).length}`;
}
