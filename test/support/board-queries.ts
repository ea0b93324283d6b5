import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'deploy', 'grafana', 'dashboards');

interface PanelShape {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface BoardShape {
  readonly uid: string;
  readonly panels: readonly PanelShape[];
}

export interface BoardPanel {
  readonly board: string;
  readonly row: string;
  readonly title: string;
  readonly description: string;
  readonly queries: readonly string[];
}

/** The panels of the committed boards, from the JSON that Grafana reads. */
export function boardPanels(): readonly BoardPanel[] {
  return readdirSync(folder).flatMap((file) => {
    const { uid, panels } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as BoardShape;
    let row = '';
    return panels.flatMap(({ type, title, description = '', targets = [] }) => {
      if (type === 'row') row = title;
      return type === 'row' ? [] : [{ board: uid, row, title, description, queries: targets.map(({ expr }) => expr) }];
    });
  });
}
