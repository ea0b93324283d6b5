/** What vLLM's development routes have brought about, as long as the process lives. */
export class VllmDevState {
  isPaused = false;
  /** The session in which weights are updated; null: none is open. `named`: what it was sent, if anything. */
  session: { readonly named: string | null } | null = null;

  restart(): void {
    this.isPaused = false;
    this.session = null;
  }
}
