/** One entry of the emulated vocabulary. */
export interface Piece {
  readonly id: number;
  /** What it adds to the text: '' for special pieces and for the first half of a split character. */
  readonly text: string;
  readonly special: boolean;
}
