import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const readyWithinMs = 20_000;

export interface PromSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PromRule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** A real Prometheus that reads one gateway every half second. */
export interface PrometheusServer {
  /** An instant query. @throws Error with Prometheus' own words where it is wrong. */
  query(expr: string): Promise<readonly PromSample[]>;
  rules(): Promise<readonly PromRule[]>;
  /** Traces that the exemplars of these series lead to, of the last hour. */
  exemplarTraces(expr: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** `target` is the address of the gateway, `rules` the path of a file. */
export async function startPrometheus(target: string, rules: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, configuration(target, rules));
  const listen = '--web.listen-address=127.0.0.1:0';
  const exemplars = '--enable-feature=exemplar-storage';
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`, listen, exemplars];
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(child.stderr);
    return {
      query: async (expr) => {
        const body = new URLSearchParams({ query: expr });
        const data = await answer<VectorShape>(fetch(`${url}/api/v1/query`, { method: 'POST', body }), expr);
        return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
      },
      rules: async () => {
        const data = await answer<RulesShape>(fetch(`${url}/api/v1/rules`), 'the rules');
        return data.groups.flatMap((group) => group.rules);
      },
      exemplarTraces: async (expr) => {
        const now = Date.now() / 1000;
        const body = new URLSearchParams({ query: expr, start: String(now - 3600), end: String(now + 60) });
        const data = await answer<ExemplarShape>(
          fetch(`${url}/api/v1/query_exemplars`, { method: 'POST', body }),
          expr,
        );
        return data.flatMap(({ exemplars: found }) => found.map(({ labels }) => labels.trace_id));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type ExemplarShape = readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[];

interface VectorShape {
  readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[];
}

interface RulesShape {
  readonly groups: readonly { readonly rules: readonly PromRule[] }[];
}

async function answer<T>(asked: Promise<Response>, what: string): Promise<T> {
  const said = (await (await asked).json()) as { status: string; error?: string; data: T };
  if (said.status !== 'success') throw new Error(`${what}: ${said.error ?? 'refused'}`);
  return said.data;
}

async function addressOf(log: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = [];
  const reader = createInterface({ input: log });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Prometheus did not start:\n${lines.join('\n')}`)), readyWithinMs);
    let address = '';
    reader.on('line', (line) => {
      lines.push(line);
      address ||= /msg="Listening on" address=(\S+)/.exec(line)?.[1] ?? '';
      if (!line.includes('Server is ready to receive web requests')) return;
      clearTimeout(late);
      resolve(`http://${address}`);
    });
  });
}

function configuration(target: string, rules: string): string {
  return `
global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 1s }
rule_files: [${JSON.stringify(rules)}]
scrape_configs:
  - job_name: slipstream
    static_configs: [{ targets: [${JSON.stringify(new URL(target).host)}] }]
`;
}
