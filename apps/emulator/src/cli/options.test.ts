import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('assumes the published baseline on an image of the published test', () => {
    const read = readOptions([], {});
    expect(read).toMatchObject({
      ok: true,
      options: {
        engine: 'tgi-2.2',
        speculator: 'none',
        speculate: null,
        timeScale: 1,
        maxTotalTokens: 2048,
        faults: [],
      },
    });
  });

  it('takes values after a space or an equals sign, and --fault several times', () => {
    const read = readOptions(['--port=0', '--fault', 'html', '--fault=stall:3', '--speculator', 'mlp'], {});
    expect(read).toMatchObject({
      ok: true,
      options: { port: 0, speculator: 'mlp', faults: [{ kind: 'html' }, { kind: 'stall', after: 3 }] },
    });
  });

  it('--dialect is --engine, and a bare name is the usual version', () => {
    expect(readOptions(['--dialect', 'tgi-3.3'], {})).toMatchObject({ options: { engine: 'tgi-3.3' } });
    expect(readOptions(['--engine=tgi'], {})).toMatchObject({ options: { engine: 'tgi-2.2' } });
  });

  it('takes the environment where the command line is silent', () => {
    const env = { EMULATOR_TIME_SCALE: '4', EMULATOR_PORT: '1', EMULATOR_FAULT: 'html reset:0.5', PORT: '9' };
    expect(readOptions(['--port', '2'], env)).toMatchObject({
      ok: true,
      options: { port: 2, timeScale: 4, faults: [{ kind: 'html' }, { kind: 'reset', share: 0.5 }] },
    });
  });

  it.each([
    [['--engine', 'gpt'], '--engine must be one of tgi-2.0, tgi-2.2, tgi-3.3'],
    [['--dialect', 'gpt'], 'not "gpt"'],
    [['--flag', 'stream-interval=2'], '--flag stream-interval: this server has no flags'],
    [['--draft-weights', 'a'], '--draft-weights must be NAME=QUALITY with a quality from 0 to 1, not "a"'],
    [['--draft-weights', 'a=2'], 'not "a=2"'],
    [['--draft-quality', '2'], '--draft-quality must be a number from 0 to 1, not "2"'],
    [['--speculator', 'magic'], '--speculator must be one of none, ngram, mlp, medusa, eagle, not "magic"'],
    [['--base', 'gpt'], '--base must be one of llama-3-8b, mistral-7b, not "gpt"'],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000"'],
    [['--speculate', 'x'], '--speculate must be a whole number from 0 to 32, not "x"'],
    [['--time-scale', '0'], '--time-scale must be above 0'],
    [['--fault', 'fire'], '--fault fire: unknown fault "fire"'],
    [['--prot', '1'], 'unknown option --prot'],
    [['8080'], 'unknown option 8080'],
    [['--port'], '--port needs a value'],
    [['--dialect', 'tgi-2.0', '--api-key', 'k'], '--api-key: tgi-2.0 knows no API key'],
  ])('refuses %j in one line', (args, message) => {
    const read = readOptions(args, {});
    expect(read.ok ? '' : read.message).toContain(message);
    expect(read.ok ? '' : read.message).not.toContain('\n');
  });
});
