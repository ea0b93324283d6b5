/** `invalid`: no key is ever called so, or may so much. `moved`: somebody else was faster. */
export type KeyReason = 'invalid' | 'unknown' | 'impossible' | 'moved' | 'forbidden';

/** A wish about keys that cannot be met; the message says why, in words for whoever asked. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly reason: KeyReason;

  constructor(reason: KeyReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
