/** One flag of a server's own command line. */
export type FlagDeclaration = { readonly describes: string } & (
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly least: number; readonly default: number | null }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly default: string }
  | { readonly kind: 'text'; readonly default: string | null }
);
/** By name, without dashes in front. */
export type FlagDeclarations = Readonly<Record<string, FlagDeclaration>>;

/** A wrong flag, in words for the user. */
export class FlagError extends Error {}

/** The flags of one launch. Reading one that was not declared is a defect and throws. */
export class EngineFlags {
  private readonly declared: FlagDeclarations;
  private readonly given: ReadonlyMap<string, string>;

  /** Throws `FlagError` for an unknown name or a wrong value. */
  constructor(declared: FlagDeclarations, given: ReadonlyMap<string, string>) {
    this.declared = declared;
    this.given = given;
    for (const [name, value] of given) check(declared, name, value);
  }

  on(name: string): boolean {
    this.declaration(name, 'switch');
    return this.given.has(name);
  }

  number(name: string): number | null {
    const { default: usual } = this.declaration(name, 'number');
    const value = this.given.get(name);
    return value === undefined ? usual : Number(value);
  }

  word(name: string): string {
    return this.given.get(name) ?? this.declaration(name, 'word').default;
  }

  text(name: string): string | null {
    return this.given.get(name) ?? this.declaration(name, 'text').default;
  }

  private declaration<K extends FlagDeclaration['kind']>(
    name: string,
    kind: K,
  ): FlagDeclaration & { readonly kind: K } {
    const declaration = this.declared[name];
    if (declaration?.kind !== kind) throw new RangeError(`the flag ${name} is no ${kind}`);
    return declaration as FlagDeclaration & { readonly kind: K };
  }
}

function check(declared: FlagDeclarations, name: string, value: string): void {
  const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (declaration === undefined) {
    const known = Object.keys(declared).join(', ');
    throw new FlagError(`--flag ${name}: this server has ${known === '' ? 'no flags' : `the flags ${known}`}`);
  }
  const wrong = mistakeIn(declaration, value);
  if (wrong !== null) throw new FlagError(`--flag ${name} ${wrong}, not "${value}"`);
}

function mistakeIn(declaration: FlagDeclaration, value: string): string | null {
  switch (declaration.kind) {
    case 'switch':
      return value === '' ? null : 'takes no value';
    case 'number': {
      const number = Number(value);
      const right = value.trim() !== '' && Number.isInteger(number) && number >= declaration.least;
      return right ? null : `must be a whole number, ${declaration.least} or more`;
    }
    case 'word':
      return declaration.words.includes(value) ? null : `must be one of ${declaration.words.join(', ')}`;
    default:
      return value === '' ? 'needs a value' : null;
  }
}
