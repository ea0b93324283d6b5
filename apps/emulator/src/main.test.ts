import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpCall } from './testing/http-call.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

interface Process {
  readonly child: ChildProcess;
  readonly output: { out: string; err: string };
  readonly exit: Promise<number | null>;
}

function start(...args: string[]): Process {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output, exit };
}

async function ready(emulator: Process): Promise<string> {
  while (!emulator.output.out.includes('\n')) await Promise.race([once(emulator.child.stdout!, 'data'), emulator.exit]);
  return emulator.output.out.trim().split(' ').at(-1) ?? '';
}

describe('the emulator as a process', { timeout: 20_000 }, () => {
  it('prints one line when it serves, finishes running answers on SIGTERM, and exits 0', async () => {
    const emulator = start('--port', '0', '--speculator', 'mlp', '--time-scale', '8');
    const url = await ready(emulator);
    expect(emulator.output.out).toBe(`emulator ready ${url}\n`);
    const answer = httpCall(`${url}/v1/chat/completions`, {
      body: { messages: [{ role: 'user', content: 'Tell me of the sea' }], stream: true, max_tokens: 100 },
    });
    // The truth is asked after the chat on purpose: it shows when that has arrived.
    let running = 0;
    while (running === 0) {
      const truth = JSON.parse((await httpCall(`${url}/emulator/truth`)).text) as { requests: number };
      running = truth.requests;
    }
    emulator.child.kill('SIGTERM');
    expect((await answer).text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect([await emulator.exit, emulator.output.err]).toEqual([0, '']);
  });

  it('says in one line that its port is taken, and exits 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const emulator = start('--port', String(port));
    expect(await emulator.exit).toBe(2);
    expect(emulator.output).toEqual({ out: '', err: `emulator: port ${port} is taken (127.0.0.1:${port})\n` });
  });

  it('says in one line which option is wrong, and exits 2', async () => {
    const emulator = start('--engine', 'gpt');
    expect(await emulator.exit).toBe(2);
    expect(emulator.output.err).toMatch(/^emulator: --engine must be one of tgi-2.0, tgi-2.2, .*, not "gpt"\n$/);
  });

  it('--help lists the options and exits 0', async () => {
    const emulator = start('--help');
    expect(await emulator.exit).toBe(0);
    expect(emulator.output.out).toContain('--speculator');
    expect(emulator.output.out).toMatch(/FLAGS OF vllm\n\n {2}--flag dev-mode +VLLM_SERVER_DEV_MODE/);
  });

  it('cuts answers that outlast the graceful termination timeout', async () => {
    const emulator = start('--port', '0', '--fault', 'silence', '--graceful-termination-timeout', '0.2');
    const url = await ready(emulator);
    const answer = httpCall(`${url}/generate`, { body: { inputs: 'a' } }).catch((error: Error) => error.message);
    while (!(await httpCall(`${url}/emulator/faults`)).text.includes('"struck":1'));
    emulator.child.kill('SIGTERM');
    expect(await emulator.exit).toBe(0);
    expect(await answer).toBe('socket hang up');
  });
});
