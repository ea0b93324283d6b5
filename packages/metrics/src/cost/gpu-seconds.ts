/** Decoding, summed over requests: only those whose first and last token were seen. */
export interface DecodeWork {
  /** Tokens after each request's first. */
  readonly decodeTokens: number;
  /** Σ (first → last token). The same as step time × decode steps. */
  readonly decodeSeconds: number;
}

/**
 * How many requests a replica decodes together, on average while it decodes at all, by Little's law: request-seconds /
 * busy seconds. Null where nothing was decoded.
 */
export function requestsTogether(decodeSeconds: number, busySeconds: number): number | null {
  return busySeconds > 0 ? decodeSeconds / busySeconds : null;
}

/** Seconds per decode token. Of a control that does not speculate: its step time. */
export function decodePace({ decodeTokens, decodeSeconds }: DecodeWork): number | null {
  return decodeTokens > 0 ? decodeSeconds / decodeTokens : null;
}

/**
 * GPU-seconds that a variant saved over its control; negative: the control would have needed less. Each of the requests that a
 * replica decodes together holds its part of the replica, so
 *
 *     saved = (control's pace × Σ decode tokens − Σ step time × decode steps) / requests together
 *
 * with the variant's own requests together: the question is what the same work, in the same batches, would have taken
 * step by step. With several GPUs per replica, `together` is of busy seconds of GPUs, and the control's pace counts by the GPUs
 * that it has for each of the variant's. Null where one of the parts is unknown.
 */
export function gpuSecondsSaved(
  variant: DecodeWork,
  controlPaceSeconds: number | null,
  together: number | null,
): number | null {
  if (controlPaceSeconds === null || together === null || together <= 0 || variant.decodeTokens <= 0) return null;
  return (controlPaceSeconds * variant.decodeTokens - variant.decodeSeconds) / together;
}
