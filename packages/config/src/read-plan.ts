import type { Reading } from './reading.ts';
import { readYaml } from './yaml-file.ts';

/** Reads the plan of a rollout from a file of its own, YAML or JSON, as values that nobody has checked yet. */
export function readPlan(text: string): Reading<unknown> {
  const { tree, mistakes } = readYaml(text);
  if (mistakes.length === 0) return { ok: true, value: tree };
  const lines = mistakes.map(
    ({ line, column, path, message }) => `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
  );
  return { ok: false, message: lines.join('\n') };
}
