import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** One metric in an expression, and which labels its series are still told apart by at the top of it. */
export interface PromqlSelector {
  readonly metric: string;
  /** Labels of the matchers on it. */
  readonly matched: readonly string[];
  /** The `by` lists of the aggregations around it, innermost first. */
  readonly groupings: readonly (readonly string[])[];
}

/** What Grafana fills in, filled in as a reader would who chose everything. */
export function fillIn(expr: string, rateInterval: string): string {
  return expr.replaceAll('$__rate_interval', rateInterval).replaceAll(/\$(?:model|variant)\b/g, '.*');
}

/** @throws Error where the expression is no PromQL, or groups by anything but a list of labels. */
export function selectorsOf(expr: string): readonly PromqlSelector[] {
  const text = (node: SyntaxNode): string => expr.slice(node.from, node.to);
  const selectors: PromqlSelector[] = [];
  parser.parse(expr).iterate({
    enter({ node, type }) {
      if (type.isError) throw new Error(`no PromQL at character ${node.from}: ${expr}`);
      if (node.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier');
      const matched = labelsIn(node.getChild('LabelMatchers'), text);
      selectors.push({ metric: name === null ? '' : text(name), matched, groupings: groupingsAround(node, text) });
    },
  });
  return selectors;
}

function groupingsAround(node: SyntaxNode, text: (node: SyntaxNode) => string): (readonly string[])[] {
  const groupings: (readonly string[])[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.name !== 'AggregateExpr') continue;
    const modifier = at.getChild('AggregateModifier');
    if (modifier === null || modifier.getChild('By') === null) throw new Error(`groups by no list: ${text(at)}`);
    groupings.push(labelsIn(modifier, text));
  }
  return groupings;
}

function labelsIn(node: SyntaxNode | null, text: (node: SyntaxNode) => string): string[] {
  const labels: string[] = [];
  node?.cursor().iterate((inner) => {
    if (inner.name === 'LabelName') labels.push(text(inner.node));
  });
  return labels;
}
