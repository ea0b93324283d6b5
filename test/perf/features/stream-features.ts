import { engineAdapter } from '@slipstream/metrics';
import { EventRelay } from '../../../apps/gateway/src/pipeline/event-relay.ts';
import { pieceEvent } from '../upstream/answers.ts';
import type { Feature } from './feature.ts';

/** Events of one stream; then a new tap is opened, as for a new request. Its cost is in the figure. */
const eventsPerStream = 200;

/** What happens to each event of a stream on its way: it is counted, and let through. */
export function streamFeatures(): Feature[] {
  const event = Buffer.from(pieceEvent(7, 123_456.789));
  return [
    { name: 'tap, per event', once: tapOf(event) },
    {
      name: 'tap, per event, 4 events in one read',
      once: perEvent(4, tapOf(Buffer.concat([event, event, event, event]))),
    },
    { name: 'relay of whole events, per event', once: relayOf(event) },
  ];
}

function tapOf(chunk: Uint8Array): () => void {
  const adapter = engineAdapter('tgi');
  const open = () => adapter.openTap({ route: 'chat', draftTokens: 4 });
  let tap = open();
  let events = 0;
  return () => {
    tap.push(chunk, events * 20);
    events += 1;
    if (events < eventsPerStream) return;
    tap.finish(events * 20);
    tap = open();
    events = 0;
  };
}

/** Runs `once` every `count` calls: so that a figure for several events is one for each. */
function perEvent(count: number, once: () => void): () => void {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls % count === 0) once();
  };
}

function relayOf(event: Uint8Array): () => void {
  let relay = new EventRelay({ events: ['usage'], members: [] });
  let events = 0;
  return () => {
    relay.push(event, false);
    events += 1;
    if (events < eventsPerStream) return;
    relay = new EventRelay({ events: ['usage'], members: [] });
    events = 0;
  };
}
