import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const deployFolder = join(import.meta.dirname, '..', '..', 'deploy');

export interface ComposeService {
  readonly profiles: readonly string[];
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly networks?: { readonly default: { readonly aliases: readonly string[] } };
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly deploy?: { readonly resources: { readonly reservations: { readonly devices: readonly unknown[] } } };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** deploy/compose.yaml with its anchors merged; variables are as they are written. */
export function composeFile(): ComposeFile {
  return parse(readFileSync(join(deployFolder, 'compose.yaml'), 'utf8'), { merge: true }) as ComposeFile;
}

/** What `${NAME:-default}` and `${NAME:?word}` become where nothing is set outside. */
export function withDefaults(text: string): string {
  return text.replace(/\$\{\w+(?::-(?<preset>[^}]*)|:\?[^}]*)?\}/g, (_, preset: string | undefined) => preset ?? '');
}
