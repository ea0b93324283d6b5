/**
 * Whether an SGLang of this version knows `return_spec_tokens_details`: its pull request 33518 was merged after 0.5.18. Which
 * release was the first is not certain; one that does not have the word ignores it, as it does all that it does not know.
 */
export function hasSpecTokensDetails(version: string | null): boolean {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? '');
  if (match === null) return false;
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map(Number);
  if (major !== 0) return true;
  return minor === 5 ? patch > 18 : minor > 5;
}
