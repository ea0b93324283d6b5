import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { WaitingRoom } from './waiting-room.ts';

/** Writes how many wait, of the variants where anybody can. For every look at `/metrics`. */
export function writeQueueGauges(instruments: Instruments, config: Config, queue: Pick<WaitingRoom, 'waiting'>): void {
  const gauge = instruments.gauge('slipstream_queued_requests');
  for (const model of config.models.values()) {
    for (const { name, replicas } of model.variants.values()) {
      const isLimited = replicas.some(({ maxConcurrent }) => maxConcurrent !== null);
      gauge.set({ model: model.name, variant: name }, isLimited ? queue.waiting(model.name, name) : null);
    }
  }
}
