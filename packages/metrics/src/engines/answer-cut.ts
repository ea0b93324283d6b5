/**
 * What of an answer is there only because metering asked for it, and so must be taken out again: a client that did not
 * ask sees the stream that the engine would have sent it. Nothing here touches an event that carries a piece of answer.
 */
export interface AnswerCut {
  /** Streams: an event without choices goes no further when one of these members of it is there and not null. */
  readonly events: readonly string[];
  /** Whole answers: top-level members that go no further. */
  readonly members: readonly string[];
}

export const noCut: AnswerCut = { events: [], members: [] };
