import { pythonRepr, pythonTuple } from './python-repr.ts';

/** One thing that pydantic finds wrong with a body. */
export interface FieldIssue {
  /** `missing`, `string_type`, `extra_forbidden` … */
  readonly type: string;
  /** Starts with `body`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

/** As Python prints the list of pydantic's error dictionaries. */
export function issueList(issues: readonly FieldIssue[]): string {
  return `[${issues.map(issueDict).join(', ')}]`;
}

/** As `str(RequestValidationError)` shows them: how many, then one a line. */
export function issueText(issues: readonly FieldIssue[]): string {
  const count = `${issues.length} validation error${issues.length === 1 ? '' : 's'}`;
  return `${count}:\n${issues.map((issue) => `  ${issueDict(issue)}`).join('\n')}`;
}

function issueDict({ type, loc, msg, input }: FieldIssue): string {
  return `{'type': ${pythonRepr(type)}, 'loc': ${pythonTuple(loc)}, 'msg': ${pythonRepr(msg)}, 'input': ${pythonRepr(input)}}`;
}
