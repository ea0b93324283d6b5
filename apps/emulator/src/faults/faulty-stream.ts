import type { EngineClock } from '../engine/engine.ts';
import type { Fault } from './fault.ts';
import type { RequestFaults } from './request-faults.ts';

export interface StreamOutput {
  /** One socket write. */
  write(text: string): void;
  end(): void;
  /** Breaks the connection after what was written. */
  destroy(): void;
  /** The client reads more slowly than is written: more than the socket takes waits in this process. */
  isBehind(): boolean;
  /** Runs once, when it is not behind any more; for ever never, if the client is gone. */
  onceDrained(run: () => void): void;
}

/** A stream of events on its way out, and what may befall it there. Without faults it adds nothing. */
export class FaultyStream {
  private readonly output: StreamOutput;
  private readonly faults: RequestFaults;
  private readonly timers: EngineClock;
  private readonly stopped: () => void;
  private sent = 0;
  private waiting: string[] = [];
  private last: string | null = null;
  private held = false;
  private over = false;
  private readonly spent = new Set<Fault>();

  /** `stopped` is called when a fault ended the stream before its time: nobody listens any more. */
  constructor(output: StreamOutput, faults: RequestFaults, timers: EngineClock, stopped: () => void) {
    this.output = output;
    this.faults = faults;
    this.timers = timers;
    this.stopped = stopped;
  }

  /** Hung up by a fault, as a process is that does not even send comments. */
  get isStalled(): boolean {
    return this.held && this.sent > 0;
  }

  get isBehind(): boolean {
    return this.output.isBehind();
  }

  onceDrained(run: () => void): void {
    this.output.onceDrained(run);
  }

  /** Events that belong together leave together. */
  push(events: readonly string[]): void {
    if (this.over) return;
    this.waiting.push(...events);
    this.flush();
  }

  /** The end, with the event that says so ('' where the version has none). */
  finish(last: string): void {
    if (this.over) return;
    this.last = last;
    this.flush();
  }

  private flush(): void {
    let out = '';
    while (!this.held && !this.over && this.waiting.length > 0) {
      if (this.holdsUp()) break;
      const event = this.waiting.shift() ?? '';
      if (this.strikes('cut-mid-event') !== null) return this.breakOff(out + event.slice(0, event.length / 2));
      if (this.strikes('restart') !== null) {
        this.breakOff(out);
        return this.faults.restart();
      }
      if (this.strikes('missing-done') !== null) return this.close(out);
      out += this.strikes('malformed-event') === null ? event : event.replace(/.{12}\n\n$/s, '\n\n');
      this.sent += 1;
    }
    if (this.held || this.over || this.last === null) {
      if (out !== '') this.output.write(out);
      return;
    }
    this.over = true;
    out += this.faults.has('missing-done') ? '' : this.last;
    if (out !== '') this.output.write(out);
    this.output.end();
  }

  /** True when the next event has to wait. */
  private holdsUp(): boolean {
    const slow = this.sent === 0 ? this.once(this.faults.get('slow-first-token')) : null;
    const fault = slow ?? this.strikes('stall');
    if (fault === null) return false;
    this.held = true;
    if (fault.durationMs !== Infinity) {
      this.timers.at(this.timers.now() + fault.durationMs, () => {
        this.held = false;
        this.flush();
      });
    }
    return true;
  }

  /** The fault, once, when its number of events is out. */
  private strikes(kind: 'stall' | 'cut-mid-event' | 'restart' | 'missing-done' | 'malformed-event'): Fault | null {
    const fault = this.faults.get(kind);
    return fault?.after !== null && fault !== null && this.sent >= fault.after ? this.once(fault) : null;
  }

  private once(fault: Fault | null): Fault | null {
    if (fault === null || this.spent.has(fault)) return null;
    this.spent.add(fault);
    return fault;
  }

  private breakOff(out: string): void {
    this.over = true;
    if (out !== '') this.output.write(out);
    this.output.destroy();
    this.stopped();
  }

  private close(out: string): void {
    this.over = true;
    if (out !== '') this.output.write(out);
    this.output.end();
    this.stopped();
  }
}
