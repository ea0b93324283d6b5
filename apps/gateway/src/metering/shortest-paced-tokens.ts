/**
 * Answers shorter than this say little about the pace and much about the first burst. All arms leave them out alike: the cut is
 * fixed beforehand, and on the answer's length, which a lossless speculator does not change.
 */
export const shortestPacedTokens = 8;
