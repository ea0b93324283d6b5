export type Path = readonly (string | number)[];

/** One mistake, before it is known where in the file it stands. */
export interface Finding {
  readonly path: Path;
  /** Completes the sentence "the value at this path …". */
  readonly message: string;
  /** What to point at: the value, or the key that leads to it. A path that is not in the file is found by its nearest parent. */
  readonly at: 'key' | 'value';
  /** Whether the value itself should be quoted after the message. Secrets never are, whatever this says. */
  readonly quote: boolean;
}

export function atValue(path: Path, message: string): Finding {
  return { path, message, at: 'value', quote: false };
}

export function atKey(path: Path, message: string): Finding {
  return { path, message, at: 'key', quote: false };
}

/** `models.tgi.variants.mlp.replicas[0]`; a name with a dot or a space in it is quoted. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
