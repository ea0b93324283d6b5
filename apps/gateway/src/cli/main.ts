import { randomUUID } from 'node:crypto';
import { slipstreamCommand } from './slipstream-command.ts';

process.exitCode = await slipstreamCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  wallTime: () => Date.now(),
  isTerminal: process.stdout.isTTY,
  newKey: randomUUID,
});
