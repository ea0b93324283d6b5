import { engineFaces } from '../dialects/engine-faces.ts';
import type { FlagDeclaration } from '../dialects/engine-flags.ts';

/** The flags of each server's own, for `--help`. Those of its newest version: older ones may lack some. */
export function flagsHelp(): string {
  const sections = engineFaces.map((face) => {
    const flags = Object.entries(face.flags(face.versions.at(-1) ?? face.usual));
    const lines = flags.map(([name, flag]) => `  --flag ${name}${valueOf(flag)}`.padEnd(66) + `${flag.describes}\n`);
    return lines.length === 0 ? '' : `FLAGS OF ${face.name}\n\n${lines.join('')}\n`;
  });
  return sections.join('');
}

function valueOf(flag: FlagDeclaration): string {
  switch (flag.kind) {
    case 'switch':
      return '';
    case 'number':
      return flag.default === null ? '=N' : `=N (${flag.default})`;
    case 'word':
      return `=${flag.words.join('|')}`;
    default:
      return '=TEXT';
  }
}
