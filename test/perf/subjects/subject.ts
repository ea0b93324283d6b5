import type { Target } from '../load/target.ts';

export type SubjectName = 'direct' | 'nginx' | 'naive-hono' | 'portkey' | 'slipstream' | 'slipstream-traced';

/** What the harness prepares for a subject. */
export interface SubjectSetting {
  readonly upstreamPort: number;
  /** Of an OTLP collector that discards. */
  readonly collectorPort: number;
  /** For configuration and logs of this one start. */
  readonly folder: string;
  /** How Node is called for a subject that runs on it, flags and all. */
  readonly node: readonly string[];
}

export interface RunningSubject {
  readonly target: Target;
  /** Root of the proxy's processes; null: there is no proxy. */
  readonly pid: number | null;
  /** What the proxy wrote to its outputs; empty: there is none. */
  readonly logFile: string;
  emptyLog(): void;
  stop(): Promise<void>;
}

/** Something that can stand between the client and the upstream. */
export interface Subject {
  readonly name: SubjectName;
  /** Whether it runs on Node, so that what it allocates can be read from its collector. */
  readonly isNode: boolean;
  /** Only requests per CPU-second and the 200 streams: a second set-up of a subject that is measured wholly. */
  readonly isVariation: boolean;
  /** One of ours: that it answers wrongly is a failure of the run. */
  readonly isOurs: boolean;
  /** Name and version, and how it is set up. Makes it ready to be started. @throws SubjectMissing */
  prepare(): Promise<string>;
  start(setting: SubjectSetting): Promise<RunningSubject>;
}
