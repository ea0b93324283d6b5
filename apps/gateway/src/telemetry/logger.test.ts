import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function linesOf(
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent',
  write: (logger: ReturnType<typeof createLogger>) => void,
) {
  const lines: string[] = [];
  write(createLogger(level, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one JSON object per line, with an ISO time and the level as a word', () => {
    const [line] = linesOf('info', (logger) => logger.warn({ replica: 'mlp-0' }, 'gone'));
    expect(line).toEqual({ level: 'warn', time: expect.any(String), replica: 'mlp-0', msg: 'gone' });
    expect(new Date(String(line!['time'])).toISOString()).toBe(line!['time']);
  });

  it('leaves out what is below its level', () => {
    const write = (logger: ReturnType<typeof createLogger>) => {
      logger.debug({}, 'd');
      logger.info({}, 'i');
      logger.warn({}, 'w');
      logger.error({}, 'e');
    };
    expect(linesOf('warn', write).map((line) => line['msg'])).toEqual(['w', 'e']);
    expect(linesOf('silent', write)).toEqual([]);
    expect(linesOf('debug', write)).toHaveLength(4);
  });

  it.each(['authorization', 'cookie', 'apiKey', 'headers', 'body', 'messages', 'prompt'])(
    'never writes a field called %s, at the top or one level down',
    (field) => {
      const lines: string[] = [];
      const logger = createLogger('info', { write: (line) => void lines.push(line) });
      logger.info({ [field]: 'hush', request: { [field]: 'hush' } }, 'oops');
      expect(lines.join('')).not.toContain('hush');
      expect(lines.join('')).toContain('[redacted]');
    },
  );

  it('writes the cause of an error', () => {
    const [line] = linesOf('info', (logger) => logger.error({ err: new Error('boom') }, 'failed'));
    expect(line!['err']).toMatchObject({ type: 'Error', message: 'boom' });
  });
});
