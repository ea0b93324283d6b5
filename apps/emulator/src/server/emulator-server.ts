import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { EngineClock } from '../engine/engine.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import { RequestFaults } from '../faults/request-faults.ts';
import { answerArrivalFault } from './arrival-faults.ts';
import type { Dialect } from './dialect.ts';
import { Exchange } from './exchange.ts';
import { matchRoute, type Route } from './route.ts';

export interface EmulatorServerOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly dialect: Dialect;
  readonly faults: FaultBoard;
  /** Real time, for faults. */
  readonly timers: EngineClock;
  /** What the machine was doing is lost. */
  restartEngine(): void;
  /** Share of the answers whose text is another (the engine's own fault). */
  setLossyShare(share: number): void;
  /** Wall clock, Unix milliseconds. */
  unixMs(): number;
  /** A defect of the emulator itself. */
  report(error: unknown): void;
}

/** One replica's port: routes, authentication, and the faults that are the connection's. */
export class EmulatorServer {
  /** Starts with 0, and is one more after each restart. */
  epoch = 0;
  private readonly options: EmulatorServerOptions;
  private readonly http: Server;
  private readonly sockets = new Set<Socket>();
  private controlRoutes: readonly Route[] = [];
  private port: number;
  private closing = false;

  constructor(options: EmulatorServerOptions) {
    this.options = options;
    this.port = options.port;
    this.http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
    this.http.on('request', (request, response) => void this.serve(request, response));
    this.http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      // Half a request and then nothing needs no answer; what is not HTTP gets hyper's.
      if (error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) socket.destroy();
      else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
    this.http.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Routes that are the emulator's own, outside the dialect. */
  control(routes: readonly Route[]): void {
    this.controlRoutes = routes;
  }

  /** Rejects when the port is taken. Returns the base URL. */
  listen(): Promise<string> {
    const { host } = this.options;
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(this.port, host, () => {
        this.http.off('error', reject);
        this.port = (this.http.address() as AddressInfo).port;
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${this.port}`);
      });
    });
  }

  /** Sets the faults; those that need no request begin now. */
  setFaults(faults: readonly Fault[]): void {
    this.options.faults.set(faults);
    this.options.setLossyShare(faults.find((fault) => fault.kind === 'lossy')?.share ?? 0);
    for (const fault of faults) if (fault.kind === 'refuse') this.refuse(fault.durationMs);
  }

  /** Connections are refused for a time; running answers go on. */
  refuse(durationMs: number): void {
    const { timers } = this.options;
    this.http.close();
    this.http.closeIdleConnections();
    timers.at(timers.now() + durationMs, () => {
      if (!this.closing && !this.http.listening) this.listen().catch((error: unknown) => this.options.report(error));
    });
  }

  /** The process died and came back: connections are cut (but for `except`), counters are at zero. */
  restart(except: Exchange | null = null): void {
    this.epoch += 1;
    for (const socket of this.sockets) if (except?.isOn(socket) !== true) socket.destroy();
    this.options.restartEngine();
    this.options.dialect.restart();
  }

  /** Stops accepting, lets answers finish for `graceMs`, then cuts them. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    const { timers } = this.options;
    const closed = new Promise<void>((resolve) => {
      this.http.close(() => resolve());
    });
    this.http.closeIdleConnections();
    const cancel = timers.at(timers.now() + graceMs, () => this.http.closeAllConnections());
    await closed;
    cancel();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { options } = this;
    const exchange = new Exchange(request, response, options.dialect.commonHeaders, () => options.unixMs());
    // A port that is closed keeps no connections either.
    exchange.onFinished(() => {
      if (!this.http.listening) request.socket.destroySoon();
    });
    try {
      await this.answer(exchange);
    } catch (error) {
      options.report(error);
      exchange.reset();
    }
  }

  private async answer(exchange: Exchange): Promise<void> {
    const { dialect, faults } = this.options;
    const { method, path } = exchange;
    if (method === 'OPTIONS' && dialect.preflightHeaders !== null) return exchange.empty(200, dialect.preflightHeaders);
    const match = matchRoute([...dialect.routes, ...this.controlRoutes], method, path, dialect.headIsGet);
    const route = match.kind === 'route' ? match.route : null;
    const isControl = route !== null && this.controlRoutes.includes(route);
    if (!isControl && !dialect.isAuthorized(exchange, route)) return dialect.refuse(exchange, { kind: 'unauthorized' });
    if (match.kind === 'none') return dialect.refuse(exchange, { kind: 'not-found' });
    if (match.kind === 'wrong-method') return dialect.refuse(exchange, match);
    exchange.faults = new RequestFaults(faults.draw(match.route.faults), () => this.restart());
    if (await answerArrivalFault(exchange, this.options.timers)) return;
    await match.route.handle(exchange);
  }
}
