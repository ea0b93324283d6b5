const decoder = new TextDecoder('utf-8', { fatal: true });

/** The parsed body, or undefined where it is not JSON in UTF-8. */
export function parseJsonBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
