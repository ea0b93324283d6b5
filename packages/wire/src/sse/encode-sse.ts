export interface EncodeSseOptions {
  /** Writes `data: x` and not `data:x`. Default true; TGI before 2.1 writes none. */
  readonly space?: boolean;
}

/** One event with the given data. Line breaks of any kind become several `data` lines, which a reader joins by LF. */
export function encodeSse(data: string, options: EncodeSseOptions = {}): string {
  const space = options.space ?? true;
  const lines = data.split(/\r\n|\r|\n/);
  return `${lines.map((line) => dataLine(line, space)).join('')}\n`;
}

/** A reader drops one space after the colon, so a line that begins with one needs another before it. */
function dataLine(line: string, space: boolean): string {
  return space || line.startsWith(' ') ? `data: ${line}\n` : `data:${line}\n`;
}
