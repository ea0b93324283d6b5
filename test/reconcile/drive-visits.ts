import { Agent } from 'node:http';
import { seededRandom } from '../support/seeded-random.ts';
import { dialects } from './dialects.ts';
import { makeVisit } from './make-visit.ts';
import type { Seen } from './make-visit.ts';
import { planVisit } from './plan-visit.ts';
import type { Visit } from './plan-visit.ts';

/** One request of the run, and what its client saw. */
export interface Drive {
  readonly visit: Visit;
  readonly seen: Seen;
}

export interface DriveOptions {
  readonly url: string;
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
}

/** Clients that each ask again as soon as they are through, the variants in turn. */
export async function driveVisits({ url, requests, clients, seed }: DriveOptions): Promise<readonly Drive[]> {
  const agent = new Agent({ keepAlive: true });
  const drives: Drive[] = [];
  let started = 0;
  const client = async (): Promise<void> => {
    while (started < requests) {
      const number = (started += 1);
      const dialect = dialects[number % dialects.length];
      if (dialect === undefined) return;
      // Of its own: what is asked does not depend on who was faster.
      const visit = planVisit(number, dialect, seededRandom(seed * 1_000_003 + number * 7919));
      drives.push({ visit, seen: await makeVisit(url, agent, visit) });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return drives;
}
