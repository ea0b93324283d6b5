/** `error` means that it could not be measured, which is neither good nor bad news. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'error';
