/** A fenced block of commands in a document. */
export interface CommandBlock {
  readonly document: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** As bash takes them. */
  readonly script: string;
  /** Lines that the output must have, `…` standing for anything; those of a `console` block. */
  readonly expected: readonly string[];
  /** Exit code of the whole block. */
  readonly exit: number;
  /** Why it is not run here; null: it is. */
  readonly noRun: string | null;
}

/** A file that a document tells its reader to write: a block that begins with `# NAME.yaml`. */
export interface FileBlock {
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

export interface DocumentBlocks {
  readonly commands: readonly CommandBlock[];
  readonly files: readonly FileBlock[];
}

const shells = ['sh', 'bash', 'console', 'shell'];

/**
 * The blocks of a document, in their order. Behind the language may stand `exit=N` or `no-run: REASON`.
 * @throws for a fence that says anything else, or that does not end.
 */
export function blocksOf(document: string, text: string): DocumentBlocks {
  const commands: CommandBlock[] = [];
  const files: FileBlock[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^(```+)([a-z0-9]*)(?: (.*))?$/.exec(lines[at] ?? '');
    if (opening === null) continue;
    const [, fence = '', language = '', words = ''] = opening;
    const end = lines.indexOf(fence, at + 1);
    if (end === -1) throw new Error(`${document}:${at + 1}: this block does not end`);
    const body = lines.slice(at + 1, end);
    const name = /^# ([\w.-]+\.yaml)\b/.exec(body[0] ?? '')?.[1];
    if (shells.includes(language)) commands.push(commandBlock({ document, line: at + 1, language, words, body }));
    else if (language === 'yaml' && name !== undefined)
      files.push({ line: at + 1, name, text: `${body.join('\n')}\n` });
    at = end;
  }
  return { commands, files };
}

interface RawBlock {
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly words: string;
  readonly body: readonly string[];
}

function commandBlock({ document, line, language, words, body }: RawBlock): CommandBlock {
  const noRun = /^no-run: (.+)$/.exec(words)?.[1] ?? null;
  const exit = /^exit=(\d+)$/.exec(words)?.[1];
  if (words !== '' && noRun === null && exit === undefined) {
    throw new Error(`${document}:${line}: "${words}" is neither exit=N nor no-run: REASON`);
  }
  const isConsole = language === 'console';
  const typed = isConsole ? typedLines(body) : body;
  return {
    document,
    line,
    script: typed.join('\n'),
    expected: isConsole ? body.filter((text) => !typed.includes(text.replace(/^\$ /, '')) && text.trim() !== '') : [],
    exit: Number(exit ?? 0),
    noRun,
  };
}

/** Behind `$ `, with the lines that a backslash or an open quotation adds. */
function typedLines(body: readonly string[]): readonly string[] {
  const typed: string[] = [];
  let command = '';
  for (const text of body) {
    if (command === '' && !text.startsWith('$ ')) continue;
    const line = command === '' ? text.slice(2) : text;
    typed.push(line);
    command += line;
    if (!line.endsWith('\\') && command.split("'").length % 2 === 1) command = '';
  }
  return typed;
}

/** Those of the expected lines that the output does not have. */
export function missingLines(expected: readonly string[], output: string): readonly string[] {
  const lines = output.split('\n');
  return expected.filter((line) => {
    const parts = line
      .trim()
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    // Anywhere in a line: a body without a newline at its end stands in front of the next word.
    const pattern = new RegExp(parts.join('.*'));
    return !lines.some((found) => pattern.test(found));
  });
}
