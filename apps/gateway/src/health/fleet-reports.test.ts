import { Instruments } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../ports.ts';
import { writeCircuitGauges } from './circuit-gauges.ts';
import { fleetReports } from './fleet-reports.ts';
import { FleetRig } from './testing/fleet-rig.ts';

describe('reports of a fleet', () => {
  it('say in metrics and in the log who is out and who is back', async () => {
    const instruments = new Instruments();
    const lines: string[] = [];
    const say: Logger['info'] = (fields, message) => lines.push(`${String(fields['replica'])}: ${message}`);
    const watcher = fleetReports(instruments, { debug: say, info: say, warn: say, error: say });
    const rig = new FleetRig({ top: 'retry: { share: 0, floor: 0 }', watcher });
    const circuits = async (): Promise<string[]> => {
      writeCircuitGauges(instruments, rig.config, rig.fleet);
      const page = await instruments.render();
      return [...page.matchAll(/^slipstream_replica_circuit\{.*replica="(\S+)",state="(\S+)"\} 1$/gm)].map(
        ([, replica, state]) => `${replica} ${state}`,
      );
    };
    expect(await circuits()).toEqual(['v-0 closed', 'v-1 closed']);
    rig.answer(0, 'upstream_reset', 5);
    expect(await circuits()).toEqual(['v-0 open', 'v-1 closed']);
    rig.time.advance(5000);
    rig.take()?.leave('ok', null);
    expect(await circuits()).toEqual(['v-0 closed', 'v-1 closed']);
    rig.take([rig.replica(0)], 'hedge');
    rig.take([rig.replica(0)], 'retry');

    const page = await instruments.render();
    const labels = 'model="m",variant="v"';
    expect(page).toContain(`slipstream_ejections_total{${labels},replica="v-0",reason="failing"} 1`);
    expect(page).toContain(`slipstream_hedges_total{${labels},result="over_budget"} 1`);
    expect(page).toContain(`slipstream_retries_total{${labels},result="over_budget"} 1`);
    expect(lines).toEqual([
      'v-0: replica is out: its circuit has opened',
      'v-0: replica is back: its circuit has closed',
    ]);
  });
});
