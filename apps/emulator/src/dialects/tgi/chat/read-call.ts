/** A call as the model writes it. */
export interface WrittenCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Null when the text is not a call (yet). */
export function readCall(text: string): WrittenCall | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const call: unknown = isRecord(value) ? value['function'] : null;
  if (!isRecord(call)) return null;
  const { _name: name, ...args } = call;
  return typeof name === 'string' ? { name, args } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
