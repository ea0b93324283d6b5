import { atKey, atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { isRawMap } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** That the engine of the candidate has the route of each swap of draft weights, and that the bodies are such as it takes. */
export function checkSwaps(path: Path, steps: unknown, engine: string | null): readonly Finding[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index) => {
    const swap = isRawMap(step) ? step['swap'] : null;
    return isRawMap(swap) ? checkSwap([...path, index, 'swap'], swap, engine) : [];
  });
}

function checkSwap(path: Path, swap: RawMap, engine: string | null): readonly Finding[] {
  const { route, body, back } = swap;
  if (route !== 'sglang' && route !== 'vllm') return [];
  const bodies = Object.entries({ body, back }).flatMap(([key, value]) =>
    isRawMap(value) ? checkBody([...path, key], value, route) : [],
  );
  if (engine === null || engine === route) return bodies;
  const other = engine === 'sglang' || engine === 'vllm' ? `route: ${engine}` : 'an engine of sglang or vllm';
  return [
    atValue([...path, 'route'], `is not of the candidate's engine, which is ${engine}: it needs ${other}`),
    ...bodies,
  ];
}

function checkBody(path: Path, body: RawMap, route: 'sglang' | 'vllm'): readonly Finding[] {
  if (route === 'sglang') {
    const { model_path: model } = body;
    if (typeof model === 'string' && model !== '') return [];
    return [atKey(path, 'needs model_path, the folder that SGLang is to load: { model_path: /models/v2 }')];
  }
  const strange = Object.keys(body).filter((key) => key !== 'update_info' && key !== 'weight_version');
  return [
    ...strange.map((key) =>
      atKey([...path, key], 'is nothing that vLLM is sent: only update_info and weight_version are'),
    ),
    ...(isRawMap(body['update_info'])
      ? []
      : [atKey(path, 'needs update_info, what the weight transfer backend of vLLM takes: { update_info: {…} }')]),
  ];
}
