import { describe, expect, it } from 'vitest';
import { ManualTime } from '../testing/manual-time.ts';
import type { Logger } from '../ports.ts';
import { exportDiagnostics } from './export-diagnostics.ts';

describe('exportDiagnostics', () => {
  it('warns once a minute, with the number of complaints left out', () => {
    const clock = new ManualTime();
    const warnings: Readonly<Record<string, unknown>>[] = [];
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      warn: (fields) => void warnings.push(fields),
      error: () => {},
    };
    const diagnostics = exportDiagnostics({ logger, clock });
    diagnostics.error('export failed', new Error('refused'));
    diagnostics.error('export failed');
    clock.advance(59_999);
    diagnostics.warn('export failed');
    clock.advance(1);
    diagnostics.error('still down');
    expect(warnings).toEqual([
      { detail: 'export failed Error: refused', left_out: 0 },
      { detail: 'still down', left_out: 2 },
    ]);
  });
});
