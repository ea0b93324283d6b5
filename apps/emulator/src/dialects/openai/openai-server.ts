import type { EngineClock, EngineStep } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { RequestFaults } from '../../faults/request-faults.ts';
import type { Exchange, Headers } from '../../server/exchange.ts';
import type { BaseModel } from '../model/base-model.ts';
import type { ApiError } from './api-error.ts';
import type { GenerationCall } from './request/generation-call.ts';
import type { JsonObject } from './request/body-reader.ts';
import type { Output } from './run/output-merger.ts';
import type { PrefixCache } from './run/prefix-cache.ts';
import type { SequenceRecord } from './run/sequence-record.ts';

/** What the handlers of one replica share, of whichever of the Python servers it is. */
export interface OpenAiServer {
  readonly wire: Wire;
  readonly books: Books;
  readonly engine: RankedEngine;
  /** The emulated machine's. */
  readonly clock: EngineClock;
  /** Real time: faults, and how often a server looks whether its client is there. */
  readonly timers: EngineClock;
  readonly modelId: string;
  readonly base: BaseModel;
  /** Prompt and answer together. */
  readonly maxModelLen: number;
  /** Null: no prefix caching. */
  readonly prefixCache: PrefixCache | null;
  /** The first tokens of every answer that are reasoning; 0: the model does not reason. */
  readonly reasoningTokens: number;
  /** Whether outputs that had to wait leave as one event. */
  readonly mergesOutputs: boolean;
  /** Share of steps whose output the server finds only with the next one's. */
  readonly frontendLag: number;
  readonly random: () => number;
  /** Sequences under way. */
  readonly runs: Set<{ abort(): void }>;
  readonly unixSeconds: () => number;
}

/** The books of a server: its metrics. Each call is of one sequence, on the engine's clock. */
export interface Books {
  arrived(record: SequenceRecord): void;
  /** After `record.add(step)`. */
  step(record: SequenceRecord, step: EngineStep): void;
  finished(record: SequenceRecord): void;
  aborted(record: SequenceRecord): void;
  /** An answer that is an error. */
  refused(status: number): void;
}

export type CallReading =
  | { readonly ok: true; readonly call: GenerationCall }
  | { readonly ok: false; readonly error: ApiError };

/** One server's protocol: how it reads, refuses, answers. */
export interface Wire {
  readCall(kind: GenerationCall['kind'], body: JsonObject): CallReading;
  /** The body was no JSON object. */
  notAnObject(text: string): ApiError;
  /** Why this call is not served, after it was read; null = it is. */
  refuse(call: GenerationCall, promptTokens: readonly number[]): ApiError | null;
  /** max_tokens where the client names none; null = all that the context has room for. */
  defaultMaxTokens(kind: GenerationCall['kind']): number | null;
  errorJson(error: ApiError): string;
  /** Events of a refusal that a stream's client hears inside a stream; null: it hears it as everybody else does. */
  refusalInStream(error: ApiError): readonly string[] | null;
  /** A server without room (fault `overloaded`). */
  readonly overloaded: ApiError;
  /** The head of a stream leaves when the request was taken, or with the first event. */
  readonly streamHead: 'at-once' | 'with-first-event';
  /** Events of a failure inside a stream; null: the connection is broken off. */
  streamError(error: ApiError): readonly string[] | null;
  /** Of streams and whole answers. */
  answerHeaders(exchange: Exchange): Headers;
  openStream(answer: Answer): StreamWriter;
  whole(answer: Answer, records: readonly SequenceRecord[]): unknown;
  /** Real milliseconds until a server learns that the client of this call is gone. */
  noticesAbsence(call: GenerationCall, waitedMs: number): number;
  /** The data-parallel rank that the client asks for. */
  wantedRank(exchange: Exchange): number | null;
  /** A header whose value becomes the answer's id; null: the id is always the server's own. */
  readonly idHeader: string | null;
}

/** What all parts of one answer say alike. */
export interface Answer {
  readonly call: GenerationCall;
  readonly server: OpenAiServer;
  readonly id: string;
  readonly created: number;
  readonly faults: RequestFaults;
}

/** Turns outputs into the text of whole events, `data: …` and the blank line included. */
export interface StreamWriter {
  output(record: SequenceRecord, output: Output): readonly string[];
  /** Everything between the last output and `[DONE]`. */
  end(records: readonly SequenceRecord[]): readonly string[];
}
