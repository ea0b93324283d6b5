import type { BoardUid } from '../boards/board-uid.ts';

/** `page` wakes somebody, `ticket` is for working hours, `none` is for machines. */
type Severity = 'page' | 'ticket' | 'none';

export interface Alert {
  /** Also the anchor of its section in docs/runbook.md, in lower case. */
  readonly name: string;
  readonly expr: string;
  /** How long it must hold, as PromQL writes it. */
  readonly for: string;
  readonly severity: Severity;
  /** One line; may use Prometheus' templates. */
  readonly summary: string;
  /** The panel to look at first. */
  readonly panel: { readonly board: BoardUid; readonly title: string } | null;
}
