/** `; got "7"`: what stood there, behind a message. No longer than a line, and without the one secret that may stand where none belongs. */
export function quotedValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : '; got a list';
  if (typeof value === 'object' && value !== null) return '; got a mapping';
  const text = (JSON.stringify(value) ?? 'nothing').replace(/\/\/[^/]*@/, '//…@');
  return `; got ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}
