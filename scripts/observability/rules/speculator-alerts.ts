import { series } from '@slipstream/metrics';
import type { Alert } from './alert.ts';
import { recorded } from './recording-rules.ts';

const board = 'slipstream-speculation';
const speculating = `max by (model, variant) (${series('slipstream_variant_info', 'speculator!="none"')})`;
const steps = `sum by (model, variant, method) (rate(${series('slipstream_decode_steps_total')}[5m]))`;
const engineSteps = `sum by (model, variant) (rate(${series('slipstream_engine_steps_total')}[5m]))`;
const resets = `max by (model, variant, replica) (increase(${series('slipstream_engine_resets_total')}[30m]))`;

export const speculatorAlerts: readonly Alert[] = [
  {
    name: 'SpeculatorAccelerationCollapsed',
    expr: `${recorded.figure('acceleration')} < 1.05 and ${steps} > 1 and on (model, variant) ${speculating}`,
    for: '10m',
    severity: 'ticket',
    summary:
      'The speculator of {{ $labels.variant }} ({{ $labels.model }}) yields {{ $value | humanize }} tokens per forward pass ({{ $labels.method }}): answers stay right, nobody else will notice.',
    panel: { board, title: 'Acceleration, in band' },
  },
  {
    name: 'SpeculatorNoWallClockGain',
    expr: `max by (model, variant, control) (${series('slipstream_speedup', 'bound="upper"')}) < 1`,
    for: '30m',
    severity: 'ticket',
    summary:
      'Variant {{ $labels.variant }} of {{ $labels.model }} is slower than {{ $labels.control }} whatever it accepts: its speed-up is below {{ $value | humanize }}.',
    panel: { board, title: 'Speed-up' },
  },
  {
    name: 'AccelerationMeteringStale',
    expr: `${readable('1h')} unless on (model, variant, replica) ${readable('5m')} or ${resets} > 3`,
    for: '10m',
    severity: 'ticket',
    summary:
      'The counters of replica {{ $labels.replica }} ({{ $labels.model }}, {{ $labels.variant }}) are no longer read, or start anew again and again: scraped figures are not to be trusted.',
    panel: { board, title: 'Readings of the engines' },
  },
  {
    name: 'MeteringViewsDisagree',
    expr: `max by (model, variant) (abs(${series('slipstream_metering_disagreement_ratio')})) > 0.1 and on (model, variant) ${engineSteps} > 1`,
    for: '15m',
    severity: 'ticket',
    summary:
      'Acceleration in band and by the engines of {{ $labels.variant }} ({{ $labels.model }}) differ by {{ $value | humanizePercentage }}.',
    panel: { board, title: 'Disagreement of the two views' },
  },
];

/** The replicas whose counters were read at least once within the window. Those never readable have nothing to lose. */
function readable(window: string): string {
  const good = series('slipstream_engine_scrapes_total', 'result="ok"');
  return `max by (model, variant, replica) (increase(${good}[${window}])) > 0`;
}
