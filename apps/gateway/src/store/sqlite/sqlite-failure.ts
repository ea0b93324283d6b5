/** Why SQLite did not do what it was asked: what an owner can do something about, each in another way. */
export type SqliteReason = 'full' | 'damaged' | 'locked' | 'unwritable' | 'constraint' | 'invalid' | 'other';

/** By SQLite's primary result codes (sqlite.org/rescode.html). */
const reasons: ReadonlyMap<number, SqliteReason> = new Map([
  [5, 'locked'],
  [6, 'locked'],
  [8, 'unwritable'],
  [10, 'unwritable'],
  [11, 'damaged'],
  [13, 'full'],
  [14, 'unwritable'],
  [19, 'constraint'],
  [20, 'invalid'],
  [26, 'damaged'],
]);

export function sqliteReason(error: unknown): SqliteReason {
  if (error instanceof TypeError) return 'invalid';
  const code = (error as { errcode?: unknown } | null)?.errcode;
  // Extended codes carry the primary one in their lowest byte.
  return typeof code === 'number' ? (reasons.get(code & 0xff) ?? 'other') : 'other';
}

const advice: Readonly<Record<SqliteReason, string>> = {
  full: 'The disk, or what database.maxSize allows, is full: make room, or allow more.',
  damaged: 'It is no SQLite database, or it is damaged: move it away (a new one is made), or put back a good copy.',
  locked: 'Another process keeps it locked: end that one, or give each gateway a file of its own.',
  unwritable: 'The file or its folder cannot be written: set database.path to a place that can be, or to off.',
  constraint: 'It was given what its columns do not take.',
  invalid: 'It was given a value of no kind that it has.',
  other: '',
};

/** What is wrong with the file, and what would put it right. */
export function explainSqlite(file: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `The database ${file} cannot be used: ${said}. ${advice[sqliteReason(error)]}`.trim();
}
