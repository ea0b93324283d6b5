import { once } from 'node:events';

/** What is alive in a process after its garbage was collected. */
export interface LiveState {
  readonly heapBytes: number;
  /** Objects that can have listeners: sockets, requests, answers, timers of streams. */
  readonly emitters: number;
  /** Listeners on all of them together. */
  readonly listeners: number;
  /** Handles and requests that keep the event loop busy, by kind, sorted. */
  readonly resources: readonly string[];
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const look = `function () {
  let listeners = 0;
  // Prototypes are found, too, and have no place for listeners.
  const emitters = this.filter((found) => Boolean(found._events));
  for (const emitter of emitters) {
    for (const name of emitter.eventNames()) listeners += emitter.listenerCount(name);
  }
  return {
    heapBytes: process.memoryUsage().heapUsed,
    emitters: emitters.length,
    listeners,
    resources: process.getActiveResourcesInfo().sort(),
  };
}`;

/** Looks into a Node process over its inspector (`--inspect`), without any help of the program that runs in it. */
export class ProcessInspector implements Disposable {
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      this.#replies.get(reply.id)?.(reply);
      this.#replies.delete(reply.id);
    });
  }

  static async attach(url: string): Promise<ProcessInspector> {
    const socket = new WebSocket(url);
    await once(socket, 'open', { signal: AbortSignal.timeout(5000) });
    return new ProcessInspector(socket);
  }

  /** Collects garbage, and tells what is left on the heap. */
  async collectGarbage(): Promise<number> {
    // The second time takes what the first one let go through finalizers.
    for (let round = 0; round < 2; round += 1) await this.#call('HeapProfiler.collectGarbage', {});
    const answer = await this.#call('Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed' });
    return Number(field(answer, 'result')['value']);
  }

  /** Collects garbage first; every object reached by a live one is then counted, and no other. */
  async liveState(): Promise<LiveState> {
    await this.collectGarbage();
    const prototype = await this.#call('Runtime.evaluate', {
      expression: "process.getBuiltinModule('node:events').EventEmitter.prototype",
      objectGroup: 'look',
    });
    const { objectId: prototypeObjectId } = field(prototype, 'result');
    const found = await this.#call('Runtime.queryObjects', { prototypeObjectId, objectGroup: 'look' });
    const { objectId } = field(found, 'objects');
    const seen = await this.#call('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: look,
      returnByValue: true,
    });
    await this.#call('Runtime.releaseObjectGroup', { objectGroup: 'look' });
    return field(seen, 'result')['value'] as LiveState;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #call(method: string, params: object): Promise<unknown> {
    this.#sent += 1;
    const id = this.#sent;
    const reply = await new Promise<Reply>((resolve) => {
      this.#replies.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    const thrown = field(reply.result, 'exceptionDetails');
    if (Object.keys(thrown).length > 0) throw new Error(`${method}: ${JSON.stringify(thrown)}`);
    return reply.result;
  }
}

function field(value: unknown, name: string): Readonly<Record<string, unknown>> {
  return (value as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[name] ?? {};
}
