import { byId } from './element.ts';
import type { SeriesMessage, TailMessage } from './messages.ts';

export interface Listeners {
  /** Asked each time it connects. */
  readonly url: () => string;
  readonly onOpen: () => void;
  readonly onParts: (parts: Readonly<Record<string, string>>) => void;
  readonly onSeries: (message: SeriesMessage) => void;
  readonly onTail: (message: TailMessage) => void;
}

/** The gateway says something every five seconds at least. */
const silentMs = 12_000;
const longestWaitMs = 10_000;

/** Keeps a page connected. While it is not, a banner says so and the figures are grey. */
export function connect({ url, onOpen, onParts, onSeries, onTail }: Listeners): void {
  let failures = 0;
  let watchdog = 0;
  const open = (): void => {
    const source = new EventSource(url());
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(lost, silentMs);
    };
    const lost = (): void => {
      source.close();
      clearTimeout(watchdog);
      failures += 1;
      showLost(failures);
      setTimeout(open, Math.min(longestWaitMs, 500 * 2 ** failures));
    };
    /** What comes is of the gateway's own making: its shapes are those of messages.ts. */
    const listen = (event: string, take: (message: never) => void): void => {
      source.addEventListener(event, ({ data }: MessageEvent<string>) => {
        alive();
        take(JSON.parse(data) as never);
      });
    };
    source.addEventListener('open', () => {
      failures = 0;
      byId('lost', HTMLElement).hidden = true;
      document.body.classList.remove('is-lost');
      onOpen();
      alive();
    });
    source.addEventListener('error', lost);
    source.addEventListener('beat', alive);
    listen('parts', onParts);
    listen('series', onSeries);
    listen('tail', onTail);
    alive();
  };
  open();
}

function showLost(failures: number): void {
  document.body.classList.add('is-lost');
  byId('lost', HTMLElement).hidden = false;
  if (failures < 2) return;
  // A session that has ended is no lost connection.
  void fetch('/console/session', { redirect: 'manual' })
    .then(({ status }) => {
      const words = byId('lost-words', HTMLElement);
      words.textContent = status === 401 ? 'You are signed out: ' : 'Figures are old; trying again.';
      if (status !== 401) return;
      const link = document.createElement('a');
      link.href = `/console/sign-in?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = 'sign in again';
      words.append(link);
    })
    .catch(() => undefined);
}
