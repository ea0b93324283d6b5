import { describe, expect, it } from 'vitest';
import type { TailEntry } from '../../../history/request-tail.ts';
import { planned } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConclusionRow } from '../console-sources.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { actionBar } from './action-bar.ts';
import { auditLog } from './audit-log.ts';
import { banners } from './banners.ts';
import { breakdowns } from './breakdown.ts';
import { document } from './document.ts';
import { guardrailTable } from './guardrail-table.ts';
import { keysView } from './keys-view.ts';
import { frame, livePage } from './live-page.ts';
import { textOf } from './markup.ts';
import type { Markup } from './markup.ts';
import { pageHead } from './page-head.ts';
import { replicaTable } from './replica-table.ts';
import { signInView } from './sign-in-view.ts';
import { stepper } from './stepper.ts';
import { tailTable } from './tail-table.ts';
import { variantCards } from './variant-cards.ts';

/** What somebody may call a thing, or say of why, or send as the name of a model. */
const hostileNames = [
  `<img src=x onerror=alert(1)>`,
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  `" autofocus onfocus="alert(1)`,
  `</title></textarea></style><svg onload=alert(1)>`,
  `&lt;img src=x onerror=alert(1)&gt;`,
  `\u202Egnp.exe\u202C مرحبا`,
  'x'.repeat(200),
  '${alert(1)}`',
  '\u0000\u2028',
] as const;

const interval = { lower: 1.6, estimate: 1.7, upper: 1.8 };

function everyView(name: string): Readonly<Record<string, Markup>> {
  const plan = { ...planOf(), name, model: name, control: name, candidate: name };
  const state = {
    ...planned(plan),
    phase: { kind: 'running', step: 0, swap: null, confirmed: false } as const,
    run: 1,
  };
  const verdict = {
    check: 'TPOT',
    result: 'fail',
    action: 'rollback',
    interval,
    eValue: 3,
    limit: 1.02,
    text: name,
  } as const;
  const rollout: StoredRollout = { state, runMs: 1000, report: { sentence: name, verdicts: [verdict], wallMs: 0 } };
  const event: RolloutEvent = {
    rollout: name,
    model: name,
    revision: 1,
    run: 1,
    at: { runMs: 0, wallMs: 0 },
    by: name,
    request: name,
    why: name,
    from: 'ready',
    to: 'running',
    step: 0,
    traffic: null,
    verdicts: [verdict],
  };
  const line: VariantLine = {
    name,
    role: 'candidate',
    shade: 1,
    engine: name,
    modelId: name,
    speculator: name,
    control: name,
    ready: 0,
    replicas: 1,
    inFlight: 1,
    desiredShare: 0.5,
    actualShare: 0.4,
    requests: 10,
    errorRatio: 0.1,
    ttftMs: 10,
    tpotMs: 1,
    trend: [1, 2],
    method: 'exact',
    acceleration: interval,
    speedUp: interval,
    stepCost: interval,
    remark: name,
  };
  const row: ConclusionRow = {
    variant: name,
    control: name,
    band: name,
    method: 'derived',
    requests: 10,
    acceleration: interval,
    speedUp: interval,
    stepCost: null,
    tpotMs: interval,
    ttftMs: null,
  };
  const entry: TailEntry = {
    sequence: 1,
    id: name,
    endedWallMs: 0,
    model: name,
    variant: name,
    replica: name,
    reason: 'forced',
    key: name,
    outcome: name,
    status: 200,
    tokens: 1,
    acceleration: 1,
    method: 'exact',
    ttftMs: 1,
    tpotMs: 1,
  };
  const replica = {
    name,
    model: name,
    variant: name,
    engine: name,
    engineVersion: name,
    url: name,
    ready: false,
    reason: name,
    circuit: name,
    inFlight: 1,
    limit: 2,
    running: 1,
    waiting: 1,
    kvUse: 0.5,
  };
  const usage = { key: name, model: name, requests: 1, ok: 1, promptTokens: 1, completionTokens: 1, cost: 1 };
  const subject = { kind: 'rollout', name, model: name } as const;
  const many = Array.from({ length: 6 }, () => line);
  const rows = { class: [row], length: [row], concurrency: [row] };
  const key = { name, role: 'admin', secretHash: '' } as const;
  return {
    actionBar: actionBar(rollout, 'admin'),
    auditLog: auditLog([event]),
    banners: banners({ brake: { by: name, why: name }, away: name, role: 'admin' }),
    breakdowns: breakdowns(rows, [line]),
    document: document({
      title: name,
      assets: '/console/assets/0',
      body: signInView({ next: name, failed: name }),
      isLive: true,
    }),
    frame: frame({ key, token: 't', subject, fragments: {}, main: livePage(subject, {}, [entry]), tailSequence: 1 }),
    guardrailTable: guardrailTable([verdict]),
    keysView: keysView({
      keys: [{ name, source: 'database', isRevoked: true, role: name, models: [name], limits: [name] }],
      usage: [usage],
      away: null,
    }),
    keysAway: keysView({ keys: [], usage: null, away: name }),
    pageHead: pageHead({
      title: name,
      model: name,
      rollout,
      lines: [line],
      isLeading: true,
      lastEvent: event,
      quietMs: 1,
    }),
    replicaTable: replicaTable([replica]),
    serving: pageHead({
      title: name,
      model: name,
      rollout: null,
      lines: [line],
      isLeading: true,
      lastEvent: null,
      quietMs: 1,
    }),
    stepper: stepper(rollout, [line], [event]),
    tailTable: tailTable([entry]),
    variantCards: variantCards([line]),
    variantTable: variantCards(many),
  };
}

/** Tags of a text, their attributes without their values. */
function tagsOf(text: string): readonly string[] {
  return [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""').replaceAll(/\s+/g, ' '));
}

describe('every view', () => {
  const plain = everyView('mlp');

  it.each(hostileNames)('has with %j for a name the same tags and attributes as with any other', async (hostile) => {
    for (const [view, made] of Object.entries(everyView(hostile))) {
      const [tags, wanted] = [tagsOf(await textOf(made)), tagsOf(await textOf(plain[view] ?? made))];
      expect(tags, view).toEqual(wanted);
    }
  });

  it('has no script, no style and no handler in its markup: the policy would refuse them', async () => {
    for (const [view, made] of Object.entries(plain)) {
      const text = await textOf(made);
      expect(text.replaceAll(/<script [^>]*src="[^"]*"[^>]*><\/script>/g, ''), view).not.toMatch(
        /<script|<style|\sstyle=|\son\w+=/i,
      );
    }
  });
});
