import { describe, expect, it } from 'vitest';
import { engineAdapter } from '../engines/engine-adapter-for.ts';
import { noCounters, unknownLoad } from '../engines/engine-counters.ts';
import type { EngineIdentity } from '../engines/engine-identity.ts';
import type { EngineName } from '../engines/engine-name.ts';
import { pageOf } from '../engines/page-fixture.ts';
import { done, fed } from '../engines/stream-fixtures.ts';
import { llamaCppFinish, llamaCppTimings, llamaCppToken } from '../engines/llamacpp/llamacpp-fixtures.ts';
import { vllmRole, vllmStatement, vllmStep, vllmUsage } from '../engines/vllm/vllm-fixtures.ts';
import { diagnose } from './diagnose.ts';
import type { Evidence } from './evidence.ts';

const speculating: EngineIdentity = {
  engine: null,
  version: null,
  model: null,
  speculation: true,
  draftTokens: 3,
  perRequestStatistics: null,
  capabilities: { includeUsage: true },
};
const nothing: Evidence = { identity: null, stream: null, whole: null, counters: null, load: null };

function verdicts(engine: EngineName, evidence: Partial<Evidence>) {
  const findings = diagnose(engineAdapter(engine), { ...nothing, ...evidence });
  return Object.fromEntries(findings.map((finding) => [finding.what, finding]));
}

function streamOf(engine: EngineName, text: string) {
  return fed(engineAdapter(engine).openTap({ route: 'chat', draftTokens: 3 }), text).finish(0);
}

describe('diagnose', () => {
  const events = vllmRole + vllmStep('a') + vllmStep('b c d') + vllmStep('e f', 'stop');

  it('calls exact what a server states, and names no flag for it', () => {
    const found = verdicts('vllm', {
      identity: speculating,
      stream: streamOf('vllm', events + vllmUsage(5, 6, vllmStatement) + done),
    });
    expect(found['steps per request']).toEqual({
      what: 'steps per request',
      verdict: 'exact',
      field: 'metrics.speculative_decoding.num_spec_steps',
      caveat: expect.stringContaining('steps without a draft'),
      better: null,
    });
    expect(found['accepted per position per request']).toMatchObject({ verdict: 'exact' });
    expect(found['completion tokens']).toMatchObject({ verdict: 'exact', field: 'usage.completion_tokens' });
  });

  it('calls estimated what only events show, and says which flag would make it exact', () => {
    const found = verdicts('vllm', {
      identity: speculating,
      stream: streamOf('vllm', events + vllmUsage(5, 6) + done),
    });
    expect(found['steps per request']).toMatchObject({
      verdict: 'estimated',
      field: 'events of the stream',
      better: { method: 'exact', needs: expect.stringContaining('--per-request-spec-decode-metrics summary') },
    });
    expect(found['accepted per position per request']).toMatchObject({
      verdict: 'not at all',
      better: { method: 'exact' },
    });
  });

  it('calls the accepted tokens of llama.cpp exact, though its steps are only derived from them', () => {
    const timings = llamaCppTimings({ draft_n: 12, draft_n_accepted: 6 });
    const found = verdicts('llamacpp', {
      identity: speculating,
      stream: streamOf('llamacpp', llamaCppToken('a') + llamaCppFinish(timings) + done),
    });
    expect(found['steps per request']).toMatchObject({ verdict: 'derived', better: null });
    expect(found['accepted per request']).toMatchObject({ verdict: 'exact', field: 'timings.draft_n_accepted' });
    expect(found['drafts per request']).toMatchObject({ verdict: 'not at all', better: null });
  });

  it('tells what the counters show, and what they would show', () => {
    const trtllm = engineAdapter('trtllm');
    const page = pageOf('trtllm_generation_tokens_total 9\ntrtllm_spec_decode_num_accepted_tokens_total 4\n');
    const found = verdicts('trtllm', {
      identity: speculating,
      counters: trtllm.readCounters(page),
      load: trtllm.readLoad(page),
    });
    expect(found['steps of the engine']).toMatchObject({ verdict: 'derived', better: null });
    expect(found['drafts of the engine']).toMatchObject({
      verdict: 'not at all',
      better: { method: 'derived', needs: 'return_perf_metrics: true' },
    });
    expect(found['KV cache use']).toMatchObject({ verdict: 'not at all', better: { method: 'exact' } });
  });

  it('has nothing to say of drafts where there is no speculator', () => {
    const found = verdicts('vllm', {
      identity: { ...speculating, speculation: false },
      counters: { ...noCounters, tokens: 9, steps: 9 },
      load: unknownLoad,
    });
    expect(found['drafts of the engine']).toMatchObject({ verdict: 'no speculator', better: null });
    expect(found['steps of the engine']).toMatchObject({ verdict: 'exact' });
  });

  it('knows nothing of answers where none was had, and says so rather than that there is nothing', () => {
    const found = verdicts('vllm', {});
    expect(found['completion tokens']?.verdict).toBe('unknown');
    expect(found['first token']?.verdict).toBe('unknown');
    expect(found['steps of the engine']?.verdict).toBe('not at all');
  });

  it('says with what reserve a figure is known that only whole answers have', () => {
    const answer = JSON.stringify({
      choices: [{ index: 0, message: { content: 'x' } }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    });
    const whole = engineAdapter('generic').readAnswer(
      new TextEncoder().encode(answer),
      0,
      0,
      {},
      { draftTokens: null },
    );
    const found = verdicts('generic', { stream: streamOf('generic', vllmStep('a', 'stop') + done), whole });
    expect(found['completion tokens']).toMatchObject({ verdict: 'exact', caveat: 'answers in one piece only' });
    expect(found['first token']).toMatchObject({ verdict: 'exact' });
  });
});
