import { parseArgs } from 'node:util';
import { allSubjects } from './subjects/all-subjects.ts';
import type { Subject } from './subjects/subject.ts';

export const usage = `usage: perf [--quick] [--rounds N] [--subjects A,B] [--json FILE] [--write] [--profile FOLDER] [--fail-on-bars]
  --quick           within three minutes, with wider spread
  --rounds N        repetitions of every measurement (default 5; quick: 2)
  --subjects A,B    only these of: ${allSubjects.map(({ name }) => name).join(', ')}
  --json FILE       the medians, for machines
  --write           the tables into docs/performance.md
  --profile FOLDER  CPU profiles of the Node subjects (slows them: figures of such a run are not comparable)
  --fail-on-bars    exit code 1 when a bar is missed; without it only a wrong answer of ours makes it 1`;

export interface PerfOptions {
  readonly help: boolean;
  readonly quick: boolean;
  readonly rounds: number | null;
  readonly subjects: readonly Subject[];
  readonly json: string | null;
  readonly write: boolean;
  readonly profile: string | null;
  readonly failOnBars: boolean;
}

/** @throws Error with what is wrong with the arguments. */
export function readOptions(args: readonly string[]): PerfOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      subjects: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      profile: { type: 'string' },
      'fail-on-bars': { type: 'boolean', default: false },
    },
  });
  return {
    help: values.help,
    quick: values.quick,
    rounds: values.rounds === undefined ? null : readRounds(values.rounds),
    subjects: values.subjects === undefined ? allSubjects : readSubjects(values.subjects),
    json: values.json ?? null,
    write: values.write,
    profile: values.profile ?? null,
    failOnBars: values['fail-on-bars'],
  };
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 100) return rounds;
  throw new Error(`--rounds: ${JSON.stringify(text)} is not a whole number from 1 to 100`);
}

/** `direct` is always there: what is added is added to it. */
function readSubjects(text: string): Subject[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => allSubjects.every((subject) => subject.name !== name));
  if (unknown.length > 0) throw new Error(`--subjects: there is no ${unknown.join(', ')}\n\n${usage}`);
  return allSubjects.filter(({ name }) => name === 'direct' || wanted.includes(name));
}
