/** One event (or one comment) outgrew the limit. The scanner that threw it is spent: drop it with its stream. */
export class SseTooLarge extends Error {
  override readonly name = 'SseTooLarge';
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`a server-sent event is larger than ${limitBytes} bytes`);
    this.limitBytes = limitBytes;
  }
}
