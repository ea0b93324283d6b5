import { stripTypeScriptTypes } from 'node:module';

/** TypeScript without its types, each line where it was: what Node does with our own files, done with those for browsers. */
export function stripTypes(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' });
}
