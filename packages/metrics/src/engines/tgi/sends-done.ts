/**
 * Whether a TGI with this `system_fingerprint` (`<version>-<docker label>`) ends its `/v1` streams with `[DONE]`: since
 * v2.2.0 (TGI pull request 2221). Unknown versions are held to it: better a stream taken for cut than one cut taken for
 * whole.
 */
export function sendsDone(systemFingerprint: string | null): boolean {
  const version = /^(\d+)\.(\d+)\./.exec(systemFingerprint ?? '');
  if (version === null) return true;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > 2 || (major === 2 && minor >= 2);
}
