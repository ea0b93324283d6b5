import type { BoardPlan } from './board-plan.ts';
import { engineRateQuery, gaugeQuery, rateQuery } from './queries.ts';

const byReplica = ['model', 'variant', 'replica'];

export const backendsBoard: BoardPlan = {
  uid: 'slipstream-backends',
  title: 'Slipstream: Backends',
  description: 'The engines: who may be used, how full they are, what they do.',
  rows: [
    {
      title: 'Health',
      panels: [
        {
          title: 'Ready replicas',
          description: '1 while some gateway may use the replica (slipstream_replica_ready).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_replica_ready', 'max', byReplica)],
          min: 0,
          max: 1,
        },
        {
          title: 'Circuits that are not closed',
          description:
            'Gateways in which the circuit of the replica is open or half-open (slipstream_replica_circuit).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_replica_circuit', 'sum', [...byReplica, 'state'], 'state!="closed"')],
          min: 0,
        },
        {
          title: 'Attempts by outcome',
          description: 'Tries against a replica that ended, per second (slipstream_attempts_total).',
          unit: 'ops',
          width: 8,
          queries: [rateQuery('slipstream_attempts_total', [...byReplica, 'outcome'])],
          min: 0,
        },
      ],
    },
    {
      title: 'Load',
      panels: [
        {
          title: 'Running requests',
          description: 'In the running batch, whoever sent them (slipstream_engine_running_requests).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_engine_running_requests', 'max', byReplica)],
          min: 0,
        },
        {
          title: 'Waiting requests',
          description: 'In the engine’s queue, whoever sent them (slipstream_engine_waiting_requests).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_engine_waiting_requests', 'max', byReplica)],
          min: 0,
        },
        {
          title: 'KV cache in use',
          description: 'Share of the KV cache (slipstream_engine_kv_use_ratio). Only of engines that say so.',
          unit: 'percentunit',
          width: 8,
          queries: [gaugeQuery('slipstream_engine_kv_use_ratio', 'max', byReplica)],
          min: 0,
          max: 1,
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Generated tokens',
          description: 'Tokens of finished generations, per second (slipstream_engine_generated_tokens_total).',
          unit: 'tokens/s',
          width: 8,
          queries: [engineRateQuery('slipstream_engine_generated_tokens_total', byReplica)],
          min: 0,
        },
        {
          title: 'Forward passes',
          description: 'Steps of requests per second, prefills included (slipstream_engine_steps_total).',
          unit: 'ops',
          width: 8,
          queries: [engineRateQuery('slipstream_engine_steps_total', byReplica)],
          min: 0,
        },
        {
          title: 'Prefills',
          description: 'Prefills per second (slipstream_engine_prefills_total).',
          unit: 'ops',
          width: 8,
          queries: [engineRateQuery('slipstream_engine_prefills_total', byReplica)],
          min: 0,
        },
      ],
    },
  ],
};
