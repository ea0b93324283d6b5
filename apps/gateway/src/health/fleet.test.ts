import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../errors.ts';
import type { AttemptOutcome } from '../metering/request-record.ts';
import { FleetRig } from './testing/fleet-rig.ts';
import { verdictOf } from './verdict-of.ts';

/** Who is chosen for new requests, by name; each seat is given back unjudged. */
function chosen(rig: FleetRig, times = 60): Set<string> {
  const names = Array.from({ length: times }, () => {
    const seat = rig.take();
    seat?.leave('client_gone', null);
    return seat?.replica.name ?? 'nobody';
  });
  return new Set(names);
}

describe('verdicts', () => {
  it.each(['engine_rejected', 'client_gone', 'engine_overloaded', 'hedge_lost', 'internal', 'draining'] as const)(
    '%s says nothing of the replica',
    (outcome) => expect(verdictOf(outcome)).toBe('neutral'),
  );

  it('are failures for the faults of an engine, and no others', () => {
    const failures = Object.entries(errorTable)
      .filter(([code, { fault }]) => fault === 'upstream' && code !== 'engine_overloaded')
      .map(([code]) => code);
    const found = Object.keys(errorTable).filter((code) => verdictOf(code as AttemptOutcome) === 'failure');
    expect(found).toEqual(failures);
    expect(failures).toContain('upstream_reset');
  });
});

describe('a replica that fails', () => {
  it('loses its traffic at the first failure, and its circuit opens at the fifth', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset');
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    rig.answer(0, 'upstream_reset', 3);
    expect(rig.circuits()).toEqual(['closed', 'closed']);
    rig.answer(0, 'engine_failed');
    expect(rig.circuits()).toEqual(['open', 'closed']);
    expect(rig.events).toEqual(['v-0 failing']);
  });

  it('is judged by what lies in the window', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset', 4);
    rig.time.advance(20_000);
    rig.answer(0, 'upstream_reset', 4);
    expect(rig.circuits()).toEqual(['closed', 'closed']);
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    rig.time.advance(1000);
    expect(chosen(rig)).toEqual(new Set(['v-0', 'v-1']));
  });

  it('comes back by one request, whose first token is enough, and starts slowly', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset', 5);
    rig.time.advance(4999);
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    rig.time.advance(1);
    const trial = rig.take();
    expect(trial?.replica.name).toBe('v-0');
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    expect(rig.circuits()[0]).toBe('half-open');
    trial?.firstToken(rig.time.now());
    expect(rig.circuits()[0]).toBe('closed');
    trial?.leave('ok', null);
    // A tenth of its weight: with nothing to do on either side it is not chosen yet.
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    rig.time.advance(30_000);
    expect(chosen(rig)).toEqual(new Set(['v-0', 'v-1']));
    expect(rig.events).toEqual(['v-0 failing', 'v-0 returned']);
  });

  it('stays out for twice as long when the one that tried fails', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset', 5);
    rig.time.advance(5000);
    rig.take()?.leave('upstream_reset', null);
    rig.time.advance(9999);
    expect(rig.circuits()[0]).toBe('open');
    rig.time.advance(1);
    expect(rig.circuits()[0]).toBe('half-open');
    expect(rig.events).toEqual(['v-0 failing', 'v-0 trial']);
  });

  it('is not tried out with a request that has failed once already', () => {
    const rig = new FleetRig({ replicas: 3 });
    rig.answer(0, 'upstream_reset', 5);
    rig.time.advance(5000);
    expect(rig.take([rig.replica(1)], 'retry')?.replica.name).toBe('v-2');
    expect(rig.take([rig.replica(1), rig.replica(2)], 'retry')).toBeNull();
  });

  it('is tried at once when its probes find it well again', () => {
    const rig = new FleetRig();
    rig.fleet.probed(rig.replica(0), true);
    rig.answer(0, 'upstream_reset', 5);
    rig.fleet.probed(rig.replica(0), false);
    rig.fleet.probed(rig.replica(0), true);
    expect(rig.take()?.replica.name).toBe('v-0');
  });
});

describe('how many may be out', () => {
  it('is half of them, and the rest are asked however they fail', () => {
    const rig = new FleetRig({ replicas: 4 });
    for (const index of [0, 1]) rig.answer(index, 'upstream_reset', 5);
    for (const index of [2, 3]) rig.answer(index, 'upstream_reset', 50);
    expect(rig.circuits()).toEqual(['open', 'open', 'closed', 'closed']);
  });

  it('is never the last ready one', () => {
    const rig = new FleetRig({ top: 'health: { maxEjectedShare: 1 }' });
    rig.unready.add('v-1');
    rig.answer(0, 'upstream_reset', 50);
    expect(rig.circuits()[0]).toBe('closed');
    const alone = new FleetRig({ replicas: 1, top: 'health: { maxEjectedShare: 1 }' });
    alone.answer(0, 'upstream_reset', 50);
    expect(alone.circuits()).toEqual(['closed']);
  });

  it('does not keep the last ready one out: it is asked anyway, and a success brings it back', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset', 5);
    rig.unready.add('v-1');
    const seats = [rig.take(), rig.take()];
    expect(seats.map((seat) => seat?.replica.name)).toEqual(['v-0', 'v-0']);
    expect(rig.circuits()[0]).toBe('open');
    seats[0]?.firstToken(1);
    expect(rig.circuits()[0]).toBe('closed');
  });

  it('leaves a seat for every request as long as anybody is ready, whatever happens', () => {
    const step = fc.record({
      index: fc.nat(3),
      outcome: fc.constantFrom<AttemptOutcome>('ok', 'upstream_reset', 'engine_failed', 'client_gone'),
      flips: fc.boolean(),
      stepMs: fc.nat(4000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new FleetRig({ replicas: 4 });
        for (const { index, outcome, flips, stepMs } of steps) {
          rig.time.advance(stepMs);
          const { name } = rig.replica(index);
          if (flips && !rig.unready.delete(name)) rig.unready.add(name);
          if (flips) rig.fleet.probed(rig.replica(index), !rig.unready.has(name));
          const seat = rig.take();
          expect(seat === null).toBe(rig.unready.size === 4);
          expect(rig.unready.has(seat?.replica.name ?? '')).toBe(false);
          seat?.leave(outcome, null);
          expect(rig.circuits().filter((kind) => kind !== 'closed').length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('an outlier', () => {
  it('is out when it succeeds far less often than its peers, though mostly', () => {
    const rig = new FleetRig({ replicas: 3 });
    rig.answer(1, 'ok', 30);
    rig.answer(2, 'ok', 30);
    rig.answer(0, 'ok', 16);
    rig.answer(0, 'engine_failed', 4);
    expect(rig.circuits()).toEqual(['closed', 'closed', 'closed']);
    rig.answer(0, 'engine_failed');
    expect(rig.events).toEqual(['v-0 outlier']);
  });
});

describe('a replica that asks to be left alone', () => {
  it('is not asked before the time it named, a minute at most', () => {
    const rig = new FleetRig();
    rig.seatAt(0).leave('engine_overloaded', 3000);
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    expect(rig.fleet.restsForMs(rig.decision)).toBe(3000);
    rig.time.advance(3000);
    expect(chosen(rig)).toEqual(new Set(['v-0', 'v-1']));
    expect(rig.fleet.restsForMs(rig.decision)).toBeNull();
    rig.seatAt(0).leave('engine_overloaded', 86_400_000);
    expect(rig.fleet.restsForMs(rig.decision)).toBe(60_000);
  });

  it('is obeyed by all of them at once, too', () => {
    const rig = new FleetRig();
    rig.seatAt(0).leave('engine_overloaded', 3000);
    rig.seatAt(1).leave('engine_overloaded', 2000);
    expect(rig.take()).toBeNull();
    expect(rig.fleet.restsForMs(rig.decision)).toBe(2000);
  });
});

describe('loads', () => {
  it('never fall below none, and are none when all have left, through flaps and reloads', () => {
    const step = fc.record({
      kind: fc.constantFrom('take', 'leave', 'twice', 'tokens', 'flap', 'reload'),
      at: fc.nat(30),
      maxTokens: fc.option(fc.integer({ min: 1, max: 500 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const rig = new FleetRig();
        const open: NonNullable<ReturnType<FleetRig['take']>>[] = [];
        const counts = (): number[] => rig.decision.variant.replicas.map((one) => rig.fleet.inFlight(one));
        for (const { kind, at, maxTokens } of steps) {
          const seat = open[at % Math.max(1, open.length)];
          if (kind === 'reload') rig.reload();
          else if (kind === 'flap' && !rig.unready.delete(`v-${at % 2}`)) rig.unready.add(`v-${at % 2}`);
          else if (kind === 'take') open.push(...[rig.take([], 'first', maxTokens)].filter((one) => one !== null));
          else if (kind === 'tokens') seat?.received(at * 30);
          else if (kind === 'twice') seat?.leave('client_gone', null);
          if ((kind === 'leave' || kind === 'twice') && seat !== undefined) {
            seat.leave('ok', null);
            open.splice(open.indexOf(seat), 1);
          }
          rig.fleet.arrive(rig.decision);
          if (kind === 'reload') rig.take()?.leave('client_gone', null);
          expect(Math.min(...counts())).toBeGreaterThanOrEqual(0);
          expect(counts().reduce((sum, count) => sum + count, 0)).toBe(open.length);
        }
        for (const seat of open) seat.leave('ok', null);
        expect(counts()).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });

  it('are tokens still to come as well as requests', () => {
    const rig = new FleetRig();
    const long = rig.seatAt(0, 4000);
    rig.seatAt(1, 100);
    expect(chosen(rig)).toEqual(new Set(['v-1']));
    long.received(3950);
    expect(chosen(rig)).toEqual(new Set(['v-0']));
  });

  it('and circuits stay with an address through a reload', () => {
    const rig = new FleetRig();
    rig.answer(0, 'upstream_reset', 5);
    const seat = rig.seatAt(1);
    rig.reload();
    rig.fleet.arrive(rig.decision);
    expect(rig.circuits()).toEqual(['open', 'closed']);
    expect(rig.fleet.inFlight(rig.replica(1))).toBe(1);
    seat.leave('ok', null);
    expect(rig.fleet.inFlight(rig.replica(1))).toBe(0);
  });
});

describe('second tries', () => {
  it('are within the budget, hedges and retries together', () => {
    const rig = new FleetRig({ top: 'retry: { share: 0, floor: 2, window: 1s }' });
    const [asked] = [rig.replica(0)];
    expect(rig.take([asked], 'retry')).not.toBeNull();
    expect(rig.take([asked], 'hedge')).not.toBeNull();
    expect(rig.take([asked], 'retry')).toBeNull();
    expect(rig.events).toEqual(['retry over budget']);
    rig.time.advance(1000);
    expect(rig.take([asked], 'retry')).not.toBeNull();
  });

  it('that nobody could take cost nothing', () => {
    const rig = new FleetRig({ top: 'retry: { share: 0, floor: 1, window: 1s }' });
    expect(rig.take([rig.replica(0), rig.replica(1)], 'retry')).toBeNull();
    expect(rig.take([rig.replica(0)], 'retry')).not.toBeNull();
    expect(rig.events).toEqual([]);
  });

  it('beside a late first token wait for enough of them, and for the option', () => {
    const rig = new FleetRig({ top: 'hedge: { enabled: true, quantile: 0.85, minSamples: 10 }' });
    const late = (): number | null => rig.fleet.hedgeAfterMs(rig.decision);
    for (let n = 1; n <= 10; n += 1) {
      expect(late()).toBeNull();
      const seat = rig.seatAt(0);
      rig.time.advance(n * 10);
      seat.firstToken(rig.time.now());
      seat.leave('ok', null);
    }
    // Between the eighth and the ninth of ten, which the sketch knows within five per cent.
    expect(Math.abs((late() ?? 0) / 90 - 1)).toBeLessThan(0.05);
    rig.reload('');
    expect(late()).toBeNull();
  });

  it('do not make themselves likelier: a loser counts as late, not as never seen', () => {
    const rig = new FleetRig({ top: 'hedge: { enabled: true, quantile: 0.5, minSamples: 1 }' });
    const loser = rig.seatAt(0);
    rig.time.advance(1000);
    const winner = rig.seatAt(1);
    rig.time.advance(10);
    winner.firstToken(rig.time.now());
    loser.leave('hedge_lost', null);
    rig.seatAt(0).leave('client_gone', null);
    const other = rig.seatAt(0);
    rig.time.advance(1010);
    other.firstToken(rig.time.now());
    expect(rig.fleet.hedgeAfterMs(rig.decision)).toBeGreaterThan(900);
  });
});
