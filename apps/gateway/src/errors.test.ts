import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorTable, GatewayError, type ErrorCode } from './errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];
const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'failure-modes.md'), 'utf8');
const sections = new Map(
  document
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
);

describe('docs/failure-modes.md', () => {
  it('has exactly one section for every error code, in the order of the table', () => {
    expect([...sections.keys()]).toEqual(codes);
  });

  it.each(codes)('names the fault of %s as the table does', (code) => {
    expect(sections.get(code)).toContain(errorTable[code].fault);
  });
});

describe('GatewayError', () => {
  it('takes its status from the table unless the engine gave another', () => {
    expect(new GatewayError('model_not_found', 'no such model').status).toBe(404);
    expect(new GatewayError('engine_failed', 'shard died', { status: 424 }).status).toBe(424);
  });

  it('keeps its cause out of the message', () => {
    const error = new GatewayError('internal', 'Something went wrong here.', { cause: new Error('secret') });
    expect(error.message).not.toContain('secret');
    expect(error.cause).toBeInstanceOf(Error);
  });
});
