import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../../support/documents/command-blocks.ts';
import type { DocumentBlocks } from '../../support/documents/command-blocks.ts';
import { runDocument } from '../../support/documents/run-document.ts';
import type { DocumentWorld } from '../../support/documents/run-document.ts';
import { freePort } from '../../support/free-port.ts';
import { startEmulator } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import type { RunningChild } from '../../../scripts/demo/child.ts';

/**
 * Every fenced command of the documents is run, as a reader would run it: in its order, against what the document has started or
 * says is there. One that cannot be run here says so, and why.
 */

const root = join(import.meta.dirname, '..', '..', '..');
const documents = ['README.md', 'CONTRIBUTING.md', 'AGENTS.md', ...inFolder('docs'), ...inFolder('docs/adr')];
const read = (document: string): string => readFileSync(join(root, document), 'utf8');
const withCommands = documents.filter((document) =>
  blocksOf(document, read(document)).commands.some((one) => one.noRun === null),
);

function inFolder(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}

/** What the first group of the pattern has found, every time. */
function matched(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '');
}

/** Documents that speak to a gateway which they do not start. */
const besideGateway = [
  'docs/bench.md',
  'docs/ledger.md',
  'docs/metering.md',
  'docs/operating.md',
  'docs/rollouts.md',
  'docs/security.md',
];
/** Which git ignores. */
const ownFiles = ['deploy/alertmanager/slack-url'];
const adminKey = 'sk-admin-of-the-documents';
const gatewayBefore: DocumentBlocks = {
  files: [
    {
      line: -1,
      name: 'slipstream.yaml',
      text: `listen: 127.0.0.1:8080
admin: { listen: '127.0.0.1:9090', keys: { me: { secret: ${adminKey}, role: admin } } }
models:
  tgi:
    prices: { prompt: 0.1, completion: 0.4 }
    variants:
      baseline: { engine: tgi, model: m, base: b, replicas: ['http://127.0.0.1:8081'] }
      mlp: { engine: tgi, model: s, base: b, control: baseline, speculator: mlp, replicas: ['http://127.0.0.1:8082'] }
      medusa: { engine: tgi, model: t, base: b, control: baseline, speculator: mlp, replicas: ['http://127.0.0.1:8083'] }
    experiment: { unit: request, weights: { baseline: 1, mlp: 1, medusa: 1 }, allowForced: true }
rollouts:
  mlp-live: { model: tgi, candidate: mlp }
`,
    },
  ],
  commands: [
    {
      document: 'the test',
      line: 0,
      script: 'npm run gateway -- --config slipstream.yaml',
      expected: ['gateway ready …', 'admin ready …'],
      exit: 0,
      noRun: null,
    },
  ],
};

/** The blocks of a document, behind those that start what it takes for granted. */
function toRun(document: string): DocumentBlocks {
  const { commands, files } = blocksOf(document, read(document));
  if (!besideGateway.includes(document)) return { commands, files };
  return { commands: [...gatewayBefore.commands, ...commands], files: [...gatewayBefore.files, ...files] };
}

describe('the commands of the documents', () => {
  let fleet: Readonly<Record<'baseline' | 'mlp' | 'second' | 'vllm', Emulator>>;
  const started: RunningChild[] = [];
  const compiled = mkdtempSync(join(tmpdir(), 'slipstream-compiled-'));

  beforeAll(async () => {
    const quick = ['--time-scale', '20'];
    const mlp = ['--speculator', 'mlp', '--model-id', 'ibm-fms/llama3-8b-accelerator', ...quick];
    const vllm = [
      '--engine',
      'vllm-0.32',
      '--speculator',
      'eagle',
      '--flag',
      'per-request-spec-decode-metrics=summary',
      ...quick,
    ];
    const [baseline, first, second, other] = await Promise.all([
      startEmulator(...quick),
      startEmulator(...mlp),
      startEmulator(...mlp),
      startEmulator(...vllm),
    ]);
    fleet = { baseline, mlp: first, second, vllm: other };
    started.push(baseline, first, second, other);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(started.map((child) => child.stop()));
    rmSync(compiled, { recursive: true, force: true });
  });

  it.each(withCommands)('%s', { timeout: 120_000 }, async (document) => {
    const blocks = toRun(document);
    const runs = await runDocument(blocks, await worldOf(document));
    for (const { block, exit, output, missing } of runs) {
      const where = `${document}:${block.line}\n${block.script}\n--\n${output}`;
      expect(exit, where).toBe(block.exit);
      expect(missing, where).toEqual([]);
    }
    expect(runs).toHaveLength(blocks.commands.filter(({ noRun }) => noRun === null).length);
  });

  it.each(documents)('%s: the files, pages and scripts that it names are there', (document) => {
    const text = read(document);
    const named = [
      ...matched(text, /`((?:apps|packages|test|scripts|deploy)\/[\w./-]+)`/g),
      // Of what is not run: the test that runs it.
      ...blocksOf(document, text).commands.flatMap(({ noRun }) => matched(noRun ?? '', /\b(test\/\S+\.ts)\b/g)),
      ...matched(text, /\]\((?!https?:)([^)#]+)[^)]*\)/g).map((link) => join(dirname(document), link)),
    ];
    // Not names in capitals, which stand for any, and not what the reader is to make.
    const meant = named.filter((path) => !/\b[A-Z]{4,}\.yaml$/.test(path) && !ownFiles.includes(path));
    expect(meant.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const asked = matched(text, /\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g);
    expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  });

  /** Addresses that documents speak of, and times that would be too long here. */
  async function worldOf(document: string): Promise<DocumentWorld> {
    const host = ({ url }: RunningChild): string => new URL(url).host;
    const local = (name: string, address: string): [string, string][] => [
      [`127.0.0.1:${name}`, address],
      [`localhost:${name}`, address],
    ];
    const [gatewayPort, adminPort] = [await freePort(), await freePort()];
    const startsEngines = document === 'docs/tutorial.md';
    const own = async (): Promise<string> => String(await freePort());
    const engines: [string, string][] = startsEngines
      ? (await Promise.all(['8081', '8082'].map(async (port) => [port, await own()] as const))).flatMap(
          ([port, free]) => [...local(port, `127.0.0.1:${free}`), [`--port ${port}`, `--port ${free}`]],
        )
      : [
          ...local('8081', host(fleet.baseline)),
          ...local('8082', host(fleet.mlp)),
          ...local('8083', host(fleet.second)),
        ];
    const instead = new Map<string, string>([
      ...engines,
      ['10.0.0.1:8080', host(fleet.baseline)],
      ['10.0.0.2:8080', host(fleet.mlp)],
      ['10.0.0.3:8080', host(fleet.second)],
      ...local('8000', host(fleet.vllm)),
      ...local('8080', `127.0.0.1:${gatewayPort}`),
      ...local('9090', `127.0.0.1:${adminPort}`),
      ['--vus 1,10 --duration 30s', '--vus 1,2 --requests 1 --max-tokens 16 --quiet 0s'],
      ['--time-scale 4', '--time-scale 10'],
      ['SLIPSTREAM_ADMIN_KEY=…', `SLIPSTREAM_ADMIN_KEY=${adminKey}`],
    ]);
    // Half of what a short command takes is compiling what the one before has compiled.
    const keys = besideGateway.includes(document) ? { SLIPSTREAM_ADMIN_KEY: adminKey, ADMIN_KEY: adminKey } : {};
    return {
      instead,
      env: { ...keys, SLIPSTREAM_ADMIN: `http://127.0.0.1:${adminPort}`, NODE_COMPILE_CACHE: compiled },
    };
  }
});
