import { describe, expect, it } from 'vitest';
import { Disagreement } from './disagreement.ts';
import type { StepSums } from './disagreement.ts';

function sums(steps: number, perStep: number): StepSums {
  return { steps, tokens: steps * perStep };
}

const none = sums(0, 0);

describe('Disagreement', () => {
  it('is unknown before two marks', () => {
    const views = new Disagreement({ windowMs: 1000 });
    expect(views.ratio).toBeNull();
    views.mark(0, { inBand: sums(9000, 1.7), scraped: sums(9000, 1.7) });
    expect(views.ratio).toBeNull();
  });

  it('is unknown until both views hold enough steps', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none });
    views.mark(100, { inBand: sums(499, 1.7), scraped: sums(5000, 1.7) });
    expect(views.ratio).toBeNull();
    views.mark(200, { inBand: sums(500, 1.7), scraped: sums(5000, 1.7) });
    expect(views.ratio).toBeCloseTo(0, 12);
  });

  it('waits until the rounding of what an engine prints is small beside the steps', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none, resolution: 10 });
    views.mark(100, { inBand: sums(1999, 1.7), scraped: sums(1999, 1.7), resolution: 10 });
    expect(views.ratio).toBeNull();
    views.mark(200, { inBand: sums(2000, 1.7), scraped: sums(2000, 1.7), resolution: 10 });
    expect(views.ratio).toBeCloseTo(0, 12);
  });

  it('is in-band over scraped acceleration, less 1', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none });
    views.mark(100, { inBand: sums(1000, 1.53), scraped: sums(1000, 1.7) });
    expect(views.ratio).toBeCloseTo(-0.1, 9);
  });

  it('does not mind that the engine counts whole answers and the in-band view does not', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none });
    views.mark(100, { inBand: sums(1000, 1.7), scraped: sums(4000, 1.7) });
    expect(views.ratio).toBeCloseTo(0, 12);
  });

  it('forgets what lies before the window, so that a view that goes wrong shows', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none });
    views.mark(1000, { inBand: sums(100_000, 1.7), scraped: sums(100_000, 1.7) });
    const wrong = { inBand: { steps: 101_000, tokens: 170_000 + 1000 }, scraped: sums(101_000, 1.7) };
    views.mark(2000, wrong);
    expect(views.ratio).toBeCloseTo(1 / 1.7 - 1, 9);
  });

  it('reaches back further than the window while a variant is quiet', () => {
    const views = new Disagreement({ windowMs: 1000 });
    views.mark(0, { inBand: none, scraped: none });
    views.mark(500, { inBand: sums(1000, 1.7), scraped: sums(1000, 1.7) });
    for (let at = 1000; at < 100_000; at += 500) {
      views.mark(at, { inBand: sums(1000, 1.7), scraped: sums(1000, 1.7) });
    }
    expect(views.ratio).toBeCloseTo(0, 12);
  });

  it('stays right over many marks that never fill the window', () => {
    const views = new Disagreement({ windowMs: 1 });
    for (let mark = 0; mark <= 5000; mark += 1) {
      // Only whole answers arrive: the in-band view has no steps at all until the end.
      views.mark(mark, { inBand: sums(mark === 5000 ? 600 : 0, 1.7), scraped: sums(mark, 1.7) });
    }
    expect(views.ratio).toBeCloseTo(0, 12);
  });
});
