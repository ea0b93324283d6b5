import { type Fault, type FaultKind, faultKinds, type FaultOption } from './fault.ts';

export type FaultParse =
  | { readonly ok: true; readonly fault: Fault }
  | { readonly ok: false; readonly message: string };

/** `kind`, `kind:NUMBER` (its usual option) or `kind:after=3,share=0.1,count=1,durationMs=500`. */
export function parseFaultText(text: string): FaultParse {
  const [kind = '', ...rest] = text.split(':');
  const argument = rest.join(':');
  if (argument === '') return parseFault({ kind });
  if (!argument.includes('=')) {
    const option = isFaultKind(kind) ? faultKinds[kind].argument : null;
    return option === null ? parseFault({ kind }) : parseFault({ kind, [option]: toNumber(argument) });
  }
  const pairs = argument.split(',').map((pair): [string, unknown] => {
    const [name = '', value = ''] = pair.split('=');
    return [name, toNumber(value)];
  });
  return parseFault({ kind, ...Object.fromEntries(pairs) });
}

/** From JSON, as the control route takes it: `{"kind":"cut-mid-event","after":10,"share":0.1,"count":1}`. */
export function parseFault(value: unknown): FaultParse {
  if (typeof value !== 'object' || value === null) return { ok: false, message: 'a fault is an object with a kind' };
  const { kind, ...given } = value as Record<string, unknown>;
  if (typeof kind !== 'string' || !isFaultKind(kind)) {
    const known = Object.keys(faultKinds).join(', ');
    return { ok: false, message: `unknown fault ${JSON.stringify(kind)}; known are ${known}` };
  }
  const { options, defaults } = faultKinds[kind];
  for (const [name, option] of Object.entries(given)) {
    if (!isOptionOf(options, name)) {
      return { ok: false, message: `fault ${kind} takes ${options.join(', ')}, not ${JSON.stringify(name)}` };
    }
    const wrong = mistakeIn(name, option);
    if (wrong !== null) return { ok: false, message: `fault ${kind}: ${name} ${wrong}` };
  }
  const unlimited = { after: null, share: 1, count: Infinity, durationMs: Infinity };
  return { ok: true, fault: { ...unlimited, ...defaults, ...given, kind } };
}

function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(faultKinds, text);
}

function isOptionOf(options: readonly FaultOption[], name: string): name is FaultOption {
  return options.some((option) => option === name);
}

function mistakeIn(option: FaultOption, value: unknown): string | null {
  if (typeof value !== 'number' || !(value >= 0)) return 'must be a number, 0 or more';
  if (option === 'share') return value <= 1 ? null : 'must be between 0 and 1';
  return option === 'durationMs' || Number.isInteger(value) ? null : 'must be a whole number';
}

/** Not a number stays text, for the message. */
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
