/** What the stream says; made by http/console/stream. */
export interface SeriesMessage {
  /** Null: as before, and the points go on from there. */
  readonly lines: readonly SeriesLine[] | null;
  /** Null: as before. */
  readonly markers: readonly { readonly at: number; readonly label: string }[] | null;
  /** Epoch seconds. */
  readonly times: readonly number[];
  /** In the order of the lines; three for one with a band, else one. */
  readonly columns: readonly (readonly (number | null)[])[];
}

export interface SeriesLine {
  readonly chart: string;
  readonly label: string;
  readonly role: 'control' | 'candidate' | 'other';
  /** Of `other`s: 1 to 5. */
  readonly shade: number;
  readonly band: boolean;
  readonly dashed: boolean;
}

export interface TailMessage {
  /** Rows of a table, the newest first. */
  readonly rows: string;
  /** Requests that ended besides, and are not among them. */
  readonly skipped: number;
  readonly upTo: number;
}
