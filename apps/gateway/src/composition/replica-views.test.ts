import { Instruments } from '@slipstream/metrics';
import { expect, it } from 'vitest';
import { Fleet } from '../health/fleet.ts';
import { createMetering } from '../metering/metering.ts';
import { testConfig } from '../metering/testing/test-config.ts';
import type { FetchPage, PageResult } from '../ports.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { HealthProbes } from '../upstream/health-probes.ts';
import { probeTargets } from '../upstream/probe-targets.ts';
import { replicaViews } from './replica-views.ts';

const config = testConfig();
const page = (text: string): PageResult => ({
  ok: true,
  status: 200,
  contentType: null,
  body: new TextEncoder().encode(text),
});
const pages: Readonly<Record<string, string>> = {
  '/health': '',
  '/info': '{"model_id":"m","version":"3.3.4","sha":null,"docker_label":null}',
  '/metrics':
    '# TYPE tgi_queue_size gauge\ntgi_queue_size 7\n# TYPE tgi_batch_current_size gauge\ntgi_batch_current_size 2\n',
};

/** The baseline answers, nobody else does. */
const fetchPage: FetchPage = async (replica, path) =>
  replica.name === 'baseline-0' ? page(pages[path] ?? '') : { ok: false, failure: 'refused (ECONNREFUSED)' };

it('shows each replica of the configuration, and unknown where nothing is known', async () => {
  const time = new ManualTime();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const world = { config: () => config, clock: time, timers: time, random: () => 0.5, logger, fetchPage };
  const probes = new HealthProbes({ ...world, polling: () => config.probe });
  const fleet = new Fleet({
    ...world,
    health: probes,
    watcher: { ejected() {}, returned() {}, overBudget() {} },
  });
  const metering = createMetering({ ...world, instruments: new Instruments() });
  const queue = { waiting: (_model: string, variant: string) => (variant === 'mlp' ? 3 : 0) };
  await probes.watch(probeTargets(config));
  await metering.scraper.scrapeNow();
  const [baseline, mlp, medusa] = replicaViews({ ...world, probes, fleet, queue, metering });
  expect(baseline).toEqual({
    name: 'baseline-0',
    model: 'tgi',
    variant: 'baseline',
    engine: 'tgi',
    engineVersion: '3.3.4',
    url: 'http://127.0.0.1:8081',
    ready: true,
    reason: null,
    circuit: 'closed',
    inFlight: 0,
    limit: null,
    queued: 0,
    running: 2,
    waiting: 7,
    kvUse: null,
    methods: [],
  });
  expect(mlp).toMatchObject({
    engineVersion: null,
    ready: false,
    reason: 'GET /health: refused (ECONNREFUSED)',
    queued: 3,
    running: null,
    waiting: null,
  });
  expect(medusa?.variant).toBe('medusa');
  probes.stop();
});
