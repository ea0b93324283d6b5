import { readBudgetLimit, readRate, roles } from '@slipstream/config';
import type { BudgetLimit, Rate, Reading, Role } from '@slipstream/config';
import type { KeyGrants } from '../key-book.ts';
import { noRates } from '../store/keys/key-grants.ts';
import { CliError } from './cli-context.ts';

/** As they are typed. */
export interface GrantWords {
  readonly models?: string | undefined;
  readonly 'allow-forced'?: boolean | undefined;
  readonly requests?: string | undefined;
  readonly tokens?: string | undefined;
  readonly 'day-tokens'?: string | undefined;
  readonly 'day-cost'?: string | undefined;
  readonly 'month-tokens'?: string | undefined;
  readonly 'month-cost'?: string | undefined;
  readonly role?: string | undefined;
}

/** `known`: the models of the configuration. @throws CliError that names the word that is wrong. */
export function readGrants(words: GrantWords, known: ReadonlySet<string>): KeyGrants {
  return {
    models: readModels(words.models, known),
    allowForced: words['allow-forced'] ?? false,
    rates: {
      ...noRates,
      requests: read<Rate>(words, 'requests', readRate),
      tokens: read<Rate>(words, 'tokens', readRate),
    },
    budgets: {
      day: { tokens: limit(words, 'day-tokens'), cost: limit(words, 'day-cost') },
      month: { tokens: limit(words, 'month-tokens'), cost: limit(words, 'month-cost') },
    },
    role: readRole(words.role),
  };
}

function readModels(text: string | undefined, known: ReadonlySet<string>): readonly string[] | null {
  if (text === undefined) return null;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return names;
  throw new CliError(`--models: ${JSON.stringify(unknown)} is not a model; models: ${[...known].join(', ')}`);
}

function readRole(text: string | undefined): Role | null {
  if (text === undefined) return null;
  const role = roles.find((name) => name === text);
  if (role === undefined) throw new CliError(`--role: ${JSON.stringify(text)} is no role; roles: ${roles.join(', ')}`);
  return role;
}

function limit(words: GrantWords, name: keyof GrantWords): BudgetLimit {
  return read(words, name, readBudgetLimit) ?? { soft: null, hard: null };
}

function read<T>(words: GrantWords, name: keyof GrantWords, reader: (text: string) => Reading<T>): T | null {
  const text = words[name];
  if (typeof text !== 'string') return null;
  const reading = reader(text);
  if (!reading.ok) throw new CliError(`--${name}: ${JSON.stringify(text)} ${reading.message}`);
  return reading.value;
}
