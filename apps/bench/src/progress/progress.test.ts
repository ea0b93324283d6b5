import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cell } from '../plan/plan-cells.ts';
import { arm, record } from '../testing/answers.ts';
import { liveProgress } from './live-progress.ts';
import { plainProgress } from './plain-progress.ts';

const cell: Cell = { vus: 10, stop: { kind: 'duration', ms: 30_000 }, arms: [arm({ name: 'baseline' }), arm()] };

function fakeClock() {
  let nowMs = 0;
  return { now: () => nowMs, wallTime: () => 0, advance: (ms: number) => void (nowMs += ms) };
}

describe('plainProgress', () => {
  it('writes a line for each phase, and while measuring at most one in ten seconds', () => {
    const lines: string[] = [];
    const clock = fakeClock();
    const progress = plainProgress((text) => lines.push(text), clock);
    progress.cell(cell, 2, 6);
    progress.phase('warm-up');
    progress.phase('measure');
    for (let second = 0; second < 12; second += 1) {
      clock.advance(1000);
      progress.answer('mlp', record());
    }
    progress.answer('mlp', record({ failure: { kind: 'status', message: '' } }));
    progress.phase('done');
    expect(lines).toEqual([
      '2/6  10 VUs  warming up\n',
      '2/6  10 VUs  measuring 0 of 30 s\n',
      '2/6  10 VUs  measuring 10 of 30 s: baseline 0 answers; mlp 10 answers\n',
      '2/6  10 VUs  measured: baseline 0 answers; mlp 13 answers, 1 failed\n',
    ]);
  });
});

describe('liveProgress', () => {
  function open(columns: number) {
    let text = '';
    const clock = fakeClock();
    const terminal = { write: (part: string) => void (text += part), columns: () => columns };
    const progress = liveProgress({ ...terminal, colors: picocolors.createColors(true) }, clock);
    onTestFinished(() => progress.close());
    return { progress, clock, take: () => text.split('\u001B[0J').at(-1)!, all: () => text };
  }

  it('draws over its last frame, a bar for each arm by the share of time', () => {
    const { progress, clock, take, all } = open(200);
    progress.cell(cell, 1, 2);
    progress.phase('measure');
    clock.advance(15_000);
    progress.answer('mlp', record());
    progress.phase('measure');
    clock.advance(15_000);
    progress.phase('done');
    expect(all()).toContain('\u001B[3A\u001B[0J');
    expect(take()).toContain('10 VUs  measured');
    expect(take()).toMatch(/mlp .*1 answers.*last TPOT 20\.0 ms/u);
  });

  it('never writes a line that would wrap, counting no escape sequence', () => {
    const { progress, take } = open(30);
    progress.cell(cell, 1, 2);
    progress.phase('measure');
    const lines = stripVTControlCharacters(take()).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(29);
  });

  it('gives the cursor back once', () => {
    const { progress, all } = open(80);
    progress.close();
    progress.close();
    expect(all().split('\u001B[?25h')).toHaveLength(2);
  });
});
