import { z } from 'zod';
import type { Path } from './finding.ts';
import { valueAt } from './raw-tree.ts';
import { configFileSchema } from './schema.ts';

/** The part of JSON Schema that the file's schema comes out as. */
export interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | false;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

/** The schema as data, as a writer of the file sees it: for the reference and for naming the keys that exist. */
export function fileShape(): Shape {
  madeShape ??= z.toJSONSchema(configFileSchema, { io: 'input' }) as Shape;
  return madeShape;
}

let madeShape: Shape | undefined;

/** Keys that may stand in the mapping at a path; empty where none is expected there. */
export function allowedKeys(root: Shape, path: Path): readonly string[] {
  return Object.keys(objectOf(shapeAt(root, path) ?? {}).properties ?? {});
}

/** What stands at a path as it is written in the file: its own text, or the default where it has none. */
export function textOrDefault(root: Shape, tree: unknown, path: Path): string | null {
  const value = valueAt(tree, path) ?? shapeAt(root, path)?.default;
  return typeof value === 'string' ? value : null;
}

/** The alternative with structure, where a value may be written in a short and in a long form. */
export function objectOf(shape: Shape): Shape {
  return shape.anyOf?.find((option) => option.type === 'object') ?? shape;
}

export function shapeAt(root: Shape, path: Path): Shape | undefined {
  let shape: Shape | undefined = root;
  for (const step of path) {
    const object: Shape = objectOf(shape ?? {});
    const entry = object.additionalProperties === false ? undefined : object.additionalProperties;
    shape = typeof step === 'number' ? object.items : (object.properties?.[step] ?? entry);
  }
  return shape;
}
