import { ActDialog } from './act-dialog.ts';
import { Charts } from './charts.ts';
import { connect } from './connection.ts';
import { byId } from './element.ts';
import { fillParts } from './fill-parts.ts';
import { listenForShortcuts } from './shortcuts.ts';
import { LiveTail } from './live-tail.ts';
import { nextTheme } from './next-theme.ts';

const { body } = document;
const dialog = new ActDialog(byId('act', HTMLDialogElement), body.dataset['token'] ?? '');
const charts = new Charts(document.querySelectorAll('.chart'));
const tail = document.getElementById('tail-rows') === null ? null : new LiveTail(Number(body.dataset['tail']));
const switchTheme = (): void => {
  nextTheme();
  charts.restyle();
};

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const button = target.closest<HTMLElement>('[data-act]');
  if (button !== null) dialog.ask(button);
  const window_ = target.closest<HTMLElement>('[data-window]');
  if (window_ !== null) charts.show(Number(window_.dataset['window']));
});
byId('theme', HTMLButtonElement).addEventListener('click', switchTheme);
const shortcuts = byId('shortcuts-list', HTMLDialogElement);
byId('shortcuts', HTMLButtonElement).addEventListener('click', () => shortcuts.showModal());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.restyle());
listenForShortcuts({ switchTheme, showList: () => shortcuts.showModal(), holdTail: () => tail?.toggleHold() });

connect({
  url: () => {
    const path = body.dataset['stream'] ?? '/console/stream';
    return `${path}${path.includes('?') ? '&' : '?'}tail=${tail?.upTo ?? 0}`;
  },
  onParts: fillParts,
  onSeries: (message) => charts.take(message),
  onTail: (message) => tail?.take(message),
  onOpen: () => charts.expectAll(),
});
