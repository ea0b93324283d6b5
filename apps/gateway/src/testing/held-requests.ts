import type { ReceivedRequest, ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';

/** From here on the engines answer nothing by themselves: what reaches any of them is handed out here, in order. */
export class HeldRequests {
  readonly #arrived: ReceivedRequest[] = [];
  #waiting: ((request: ReceivedRequest) => void) | null = null;

  constructor(engines: readonly ScriptedEngine[]) {
    for (const engine of engines) engine.script((request) => this.#arrive(request));
  }

  async next(): Promise<ReceivedRequest> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return arrived;
    return await new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #arrive(request: ReceivedRequest): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#arrived.push(request);
    else waiting(request);
  }
}
