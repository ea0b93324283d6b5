import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attempt, decisionFor, settle, settledRecord, streamReading } from '../../metering/testing/test-records.ts';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { SimulatedAdmin } from '../../testing/simulated-admin.ts';

let admin: SimulatedAdmin;

beforeEach(async () => {
  admin = await startSimulatedAdmin();
});

afterEach(async () => await admin[Symbol.asyncDispose]());

async function ask(query: string, as = 'viewer'): Promise<readonly [number, unknown]> {
  const headers = { authorization: `Bearer ${secretOf(as)}` };
  const response = await fetch(`${admin.url}/api/v1/conclusions${query}`, { headers });
  return [response.status, await response.json()];
}

/** 11 tokens in 6 steps, then 11 in 5. */
function answerTwice(promptClass: string): void {
  const { speculation } = streamReading();
  for (const steps of [6, 5]) {
    const figure = { ...speculation!, method: 'exact', sums: { ...speculation!.sums, steps } } as const;
    const attempts = [attempt({ reading: streamReading({ speculation: figure }) })];
    settle(admin.conclusions, settledRecord({ decision: decisionFor(admin.config, 'mlp'), promptClass, attempts }));
  }
}

describe('GET /api/v1/conclusions', () => {
  it('has a row for each variant, with intervals, and null for what is unknown', async () => {
    answerTwice('chat');
    const [status, report] = await ask('');
    expect(status).toBe(200);
    expect(report).toMatchObject({
      since: '2027-01-01T00:00:00.000Z',
      rows: [
        { variant: 'baseline', control: null, requests: 0, acceleration: null, gpuSecondsWasted: null },
        {
          model: 'tgi',
          variant: 'mlp',
          control: 'baseline',
          band: null,
          method: 'exact',
          requests: 2,
          tokens: 22,
          meanAcceptanceLength: null,
          acceptanceByPosition: null,
          speedUp: null,
          gpuSecondsSaved: null,
          gpuSecondsWasted: 0,
        },
        { variant: 'medusa', control: null },
      ],
    });
  });

  it('tells variants apart by what is asked for', async () => {
    answerTwice('code');
    const [, report] = await ask('?model=tgi&by=class');
    expect(report).toMatchObject({ rows: [{ variant: 'mlp', band: 'code', requests: 2 }] });
  });

  it('says what it takes', async () => {
    expect(await ask('?model=other')).toEqual([
      404,
      { error: { code: 'unknown', message: 'There is no model "other"; models: tgi.' } },
    ]);
    expect(await ask('?by=user')).toEqual([
      400,
      { error: { code: 'invalid', message: expect.stringMatching(/^by: .*variant.*concurrency/) } },
    ]);
    expect((await ask('', 'nobody'))[0]).toBe(401);
  });
});
