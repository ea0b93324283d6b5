/** A wish about keys that cannot be met; the message says why, in words for whoever asked. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}
