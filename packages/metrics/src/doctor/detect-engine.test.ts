import { describe, expect, it } from 'vitest';
import type { EnginePath } from '../engines/engine-path.ts';
import { bytes } from '../engines/stream-fixtures.ts';
import { detectEngine, tellingPages } from './detect-engine.ts';

function detected(pages: Partial<Record<EnginePath, unknown>>) {
  const bodies = Object.entries(pages).map(
    ([path, page]) => [path as EnginePath, bytes(JSON.stringify(page))] as const,
  );
  return detectEngine(new Map(bodies))?.engine ?? null;
}

const models = (owner: string) => ({ object: 'list', data: [{ id: 'm', object: 'model', owned_by: owner }] });

describe('detectEngine', () => {
  it.each([
    ['tgi', { '/info': { model_id: 'm', version: '3.3.6-dev0' }, '/v1/models': models('m') }],
    ['vllm', { '/v1/models': models('vllm') }],
    ['sglang', { '/v1/models': models('sglang') }],
    ['sglang', { '/server_info': { model_path: 'm', speculative_algorithm: null } }],
    ['llamacpp', { '/props': { build_info: 'b1', model_path: 'm' }, '/v1/models': models('llamacpp') }],
    ['trtllm', { '/v1/models': models('tensorrt_llm') }],
    ['generic', { '/v1/models': models('someone') }],
    [null, { '/v1/models': { error: 'no' }, '/info': [] }],
    [null, {}],
  ] as const)('finds %s', (engine, pages) => {
    expect(detected(pages)).toBe(engine);
  });

  it('asks for no page that reading would empty', () => {
    expect(tellingPages).not.toContain('/metrics');
  });
});
