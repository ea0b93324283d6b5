/** One mistake in a configuration file. Line and column count from 1; `path` is '' for the file as a whole. */
export interface ConfigIssue {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

/** One line per mistake, `file:line:column path: message`, in the order of the file, and their number. */
export function formatIssues(issues: readonly ConfigIssue[]): string {
  const lines = issues.map(({ file, line, column, path, message }) => {
    const place = `${file}:${line}:${column}`;
    return path === '' ? `${place} ${message}` : `${place} ${path}: ${message}`;
  });
  lines.push(issues.length === 1 ? '1 mistake' : `${issues.length} mistakes`);
  return lines.join('\n');
}
