import colors from 'picocolors';
import { benchCommand } from './cli/bench-command.ts';
import { systemClock } from './run/clock.ts';

const interrupt = new AbortController();
// Once: a second Ctrl-C ends the process in the ordinary way.
process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupt.abort(new Error('terminated')));

const apiKey = process.env['SLIPSTREAM_API_KEY'] ?? '';
process.exitCode = await benchCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminalColumns: () => (process.stderr.isTTY ? process.stderr.columns : null),
  colors,
  clock: systemClock,
  node: process.version,
  apiKey: apiKey === '' ? null : apiKey,
  signal: interrupt.signal,
});
