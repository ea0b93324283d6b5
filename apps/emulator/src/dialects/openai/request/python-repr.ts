/** A JSON value as Python's `repr` shows it: error messages of FastAPI servers quote what they were sent. */
export function pythonRepr(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`;
  }
  return '…';
}

/** A Python tuple; of one, with its comma. */
export function pythonTuple(items: readonly unknown[]): string {
  return `(${items.map(pythonRepr).join(', ')}${items.length === 1 ? ',' : ''})`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}
