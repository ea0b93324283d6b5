/**
 * The text of an answer as a server hands it out: the stop text is cut away, and what could be the beginning of one is held back until it is known not to
 * be (vLLM and SGLang hold back the longest stop text's length less one).
 */
export class AnswerText {
  private readonly stops: readonly string[];
  private readonly heldBack: number;
  /** The stop text that ended it; the longest of several. */
  stoppedBy: string | null = null;
  private text = '';
  private given = 0;

  constructor(stops: readonly string[]) {
    this.stops = stops.filter((stop) => stop !== '');
    this.heldBack = Math.max(0, ...this.stops.map((stop) => stop.length - 1));
  }

  /** Takes in more, and returns what may go out now. `stopped`: the text ends here with one of the stop texts. */
  push(more: string, end: 'stopped' | 'ended' | null): string {
    this.text += more;
    if (end === 'stopped') this.cutStop();
    const ready = end === null ? Math.max(this.given, this.text.length - this.heldBack) : this.text.length;
    const delta = this.text.slice(this.given, ready);
    this.given = Math.max(this.given, ready);
    return delta;
  }

  private cutStop(): void {
    const matching = this.stops.filter((stop) => this.text.endsWith(stop));
    this.stoppedBy = matching.sort((a, b) => b.length - a.length)[0] ?? null;
    this.text = this.text.slice(0, this.text.length - (this.stoppedBy?.length ?? 0));
  }
}
