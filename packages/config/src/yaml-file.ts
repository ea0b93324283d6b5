import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

interface PositionedMistake extends Position {
  readonly path: string;
  readonly message: string;
}

/** A YAML file as plain values, with the way back from a path to its place in the text. */
export interface YamlFile {
  /** Undefined where the text is not YAML at all: then nothing else can be said of it. */
  readonly tree: unknown;
  readonly readable: boolean;
  readonly mistakes: readonly PositionedMistake[];
  positionOf(path: Path, at: Finding['at']): Position;
}

/** Far above any real file; bounds what a hostile one can cost. */
const maxCharacters = 1024 * 1024;
const maxAliases = 100;
/** One slip makes a parser see many; past these it is noise. */
const maxSyntaxMistakes = 10;

/** Reads YAML 1.2 (core schema, one document, text keys only). Never throws. */
export function readYaml(text: string): YamlFile {
  if (text.length > maxCharacters) return unreadable('is larger than 1 MiB');
  try {
    return readDocument(text);
  } catch (error) {
    // Known causes: too many aliases, and nesting so deep that the parser runs out of stack.
    return unreadable(`cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unreadable(message: string): YamlFile {
  const start = { line: 1, column: 1 };
  return { tree: undefined, readable: false, mistakes: [{ ...start, path: '', message }], positionOf: () => start };
}

function readDocument(text: string): YamlFile {
  const counter = new LineCounter();
  // Duplicate keys are found below, with their path and the line of the first one.
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const positionOf = (path: Path, at: Finding['at']): Position => position(offsetOf(document, path, at));
  const syntax = [...document.errors, ...document.warnings].slice(0, maxSyntaxMistakes).map((error) => ({
    ...position(error.pos[0]),
    path: '',
    message: error.message,
  }));
  if (syntax.length > 0) return { tree: undefined, readable: false, mistakes: syntax, positionOf };
  const mistakes = keyMistakes(document.contents, [], position);
  return { tree: document.toJS({ maxAliasCount: maxAliases }), readable: true, mistakes, positionOf };
}

function keyMistakes(node: unknown, path: Path, position: (offset: number) => Position): PositionedMistake[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => keyMistakes(item, [...path, index], position));
  if (!isMap(node)) return [];
  const firstOffsets = new Map<string, number>();
  return node.items.flatMap((pair) => {
    const key = keyOf(pair);
    const offset = startOf(pair.key) ?? 0;
    const here = [...path, key];
    const own: PositionedMistake[] = [];
    const refuse = (message: string) => own.push({ ...position(offset), path: formatPath(here), message });
    const first = firstOffsets.get(key);
    if (first !== undefined) refuse(`is written twice, first in line ${position(first).line}`);
    else firstOffsets.set(key, offset);
    // The one key that a plain JavaScript object gives a meaning of its own.
    if (key === '__proto__') refuse('is not a name that can be used');
    return [...own, ...keyMistakes(pair.value, here, position)];
  });
}

function offsetOf(document: Document.Parsed, path: Path, at: Finding['at']): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      node = node.items[step];
      offset = startOf(node) ?? offset;
      continue;
    }
    const pair = isMap(node) ? lastPair(node, String(step)) : undefined;
    if (pair === undefined) return offset;
    const isTarget = index === path.length - 1;
    node = pair.value;
    // A parent of something missing is pointed at by its key: its value may begin lines below.
    const missingBelow = !isTarget && !hasStep(node, path[index + 1], document);
    offset =
      (at === 'key' && isTarget) || missingBelow
        ? (startOf(pair.key) ?? offset)
        : (startOf(node) ?? startOf(pair.key) ?? offset);
  }
  return offset;
}

function hasStep(node: unknown, step: string | number | undefined, document: Document.Parsed): boolean {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) return typeof step === 'number' && step < target.items.length;
  // A scalar stands for the whole of what may be written in long form: point at it.
  return isMap(target) ? lastPair(target, String(step)) !== undefined : isScalar(target);
}

/** With a key written twice the last one is the one that was read. */
function lastPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast((pair) => keyOf(pair) === key);
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
