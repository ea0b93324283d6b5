import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { series } from '@slipstream/metrics';
import type { BoardPlan, PanelPlan, PanelUnit } from './board-plan.ts';

const datasource = { type: 'prometheus', uid: '${datasource}' };
const tag = 'slipstream';
const panelHeight = 8;
/** Two evaluations of the rules, so that a panel of them has no gaps. */
const shortestStep = '30s';

const units: Readonly<Record<PanelUnit, string>> = {
  short: 'short',
  s: 's',
  percentunit: 'percentunit',
  reqps: 'reqps',
  ops: 'ops',
  bytes: 'bytes',
  x: 'suffix: ×',
  'tokens per step': 'suffix: tokens per step',
  'tokens/s': 'suffix: tokens/s',
};

/** The board as Grafana's JSON (classic schema, Grafana 10 and later), with panels laid out from left to right in their rows. */
export function buildBoard(plan: BoardPlan): string {
  const builder = new DashboardBuilder(plan.title)
    .uid(plan.uid)
    .description(plan.description)
    .tags([tag])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .link(
      new DashboardLinkBuilder('Slipstream')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(choice('model', series('slipstream_variant_info')))
    .withVariable(choice('variant', series('slipstream_variant_info', 'model=~"$model"')));
  let id = 0;
  for (const row of plan.rows) {
    id += 1;
    builder.withRow(new RowBuilder(row.title).id(id));
    for (const panel of row.panels) {
      id += 1;
      builder.withPanel(timeSeries(panel).id(id));
    }
  }
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

/** One, several or all values of a label; all is everything, series without the label too. */
function choice(label: string, selector: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(label)
    .datasource(datasource)
    .query(`label_values(${selector}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: 'All', value: '$__all', selected: true });
}

function timeSeries({ title, description, unit, width, queries, line, min, max }: PanelPlan): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(units[unit])
    .noValue('no traffic')
    .interval(shortestStep)
    .fillOpacity(0)
    .span(width)
    .height(panelHeight)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  for (const [index, { expr, legend, exemplars = false }] of queries.entries()) {
    const refId = String.fromCodePoint('A'.charCodeAt(0) + index);
    panel.withTarget(
      new DataqueryBuilder()
        .refId(refId)
        .datasource(datasource)
        .expr(expr)
        .legendFormat(legend)
        .range()
        .exemplar(exemplars),
    );
  }
  if (min !== undefined) panel.min(min);
  if (max !== undefined) panel.max(max);
  return line === undefined ? panel : withLine(panel, line);
}

function withLine(panel: PanelBuilder, at: number): PanelBuilder {
  const steps = [
    { value: null, color: 'transparent' },
    { value: at, color: 'gray' },
  ];
  return panel
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}
