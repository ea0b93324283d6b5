import { describe, expect, it } from 'vitest';
import { engineOfMetrics } from './engine-of-metrics.ts';
import { pageOf } from './page-fixture.ts';

describe('engineOfMetrics', () => {
  it.each([
    ['tgi', 'tgi_queue_size 0\n'],
    ['vllm', 'python_info{version="3.12"} 1\nvllm:num_requests_running{engine="0"} 0\n'],
    ['sglang', '# TYPE sglang:generation_tokens_total counter\n'],
    ['llamacpp', 'llamacpp:requests_processing 0\n'],
    ['trtllm', 'trtllm_num_requests_running 0\n'],
  ])('knows %s by its families', (engine, text) => {
    expect(engineOfMetrics(pageOf(text))?.engine).toBe(engine);
  });

  it.each(['', 'process_cpu_seconds_total 4\n', 'my_vllm:x 1\n'])('knows nobody by %j', (text) => {
    expect(engineOfMetrics(pageOf(text))).toBeNull();
  });
});
