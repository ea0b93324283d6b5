import type { z } from 'zod';
import { atKey, atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { suggestion } from './nearest-word.ts';
import { valueAt } from './raw-tree.ts';
import { allowedKeys } from './schema-shape.ts';
import type { Shape } from './schema-shape.ts';

type ZodIssue = z.core.$ZodIssue;

/** Says in our words what the schema found, one finding per mistake. `tree` is what was checked. */
export function explainIssue(issue: ZodIssue, tree: unknown, shape: Shape): readonly Finding[] {
  const path = issue.path as Path;
  if (issue.code === 'invalid_union') return explainUnion(issue, path, tree, shape);
  if (issue.code === 'unrecognized_keys') {
    const keys = allowedKeys(shape, path);
    return issue.keys.map((key) =>
      atKey([...path, key], `is not a key here${suggestion(key, keys)}; keys: ${keys.join(', ')}`),
    );
  }
  const value = valueAt(tree, path);
  if (value === undefined) return [atValue(path, `is missing${hint(issue)}`)];
  const isWord = issue.code === 'invalid_value' && typeof value === 'string';
  const meant = isWord ? suggestion(value, issue.values.map(String)) : '';
  return [{ ...atValue(path, wording(issue) + meant), quote: true }];
}

/**
 * A value that may be written in two forms failed in both. The form that was meant is the one whose own type fits;
 * where none fits, both are named.
 */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  tree: unknown,
  shape: Shape,
): readonly Finding[] {
  const meant = issue.errors.find((errors) => errors.every((inner) => inner.path.length > 0 || !isTypeMismatch(inner)));
  const textual = issue.errors.find((errors) => errors.every((inner) => !isMappingWanted(inner)));
  const chosen = meant ?? (typeof valueAt(tree, path) === 'string' ? textual : undefined);
  if (chosen !== undefined) {
    return chosen.flatMap((inner) => explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, tree, shape));
  }
  const wanted = textual?.[0];
  const short = wanted === undefined ? 'must be text' : wording(wanted);
  return [{ ...atValue(path, `${short}, or a mapping of ${allowedKeys(shape, path).join(', ')}`), quote: true }];
}

function isTypeMismatch(issue: ZodIssue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function isMappingWanted(issue: ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'object' && issue.path.length === 0;
}

function hint(issue: ZodIssue): string {
  const words = wording(issue);
  return words.startsWith('must be ') ? `; it ${words}` : '';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function wording(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // Zod's own words start so; a value that is written as text brings better ones.
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'array') return 'must not be empty';
      if (issue.origin === 'string') return 'must not be empty';
      return `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
    default:
      return issue.message;
  }
}
