import { hashUnit } from './hash-unit.ts';

/** A share of all units. Experiments in parts of one namespace that do not overlap never meet in one unit. */
export interface Namespace {
  readonly id: string;
  /** In [0, 1], included. */
  readonly start: number;
  /** In [0, 1], excluded. */
  readonly end: number;
}

export function inNamespace(value: string, namespace: Namespace): boolean {
  const n = hashUnit(`__${namespace.id}`, value, 1);
  return n >= namespace.start && n < namespace.end;
}
