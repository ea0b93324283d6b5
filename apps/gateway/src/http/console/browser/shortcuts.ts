export interface Shortcuts {
  readonly switchTheme: () => void;
  readonly showList: () => void;
  readonly holdTail: () => void;
}

/** Single keys, where nobody types and no dialog is open. */
export function listenForShortcuts({ switchTheme, showList, holdTail }: Shortcuts): void {
  const actions: Readonly<Record<string, () => void>> = {
    j: () => visit(1),
    k: () => visit(-1),
    p: () => press('pause', 'resume'),
    r: () => press('abort', 'undo'),
    h: holdTail,
    t: switchTheme,
    '?': showList,
  };
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const isTyping = target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
    const action = actions[key];
    if (action === undefined || isTyping || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    action();
  });
}

function press(...verbs: readonly string[]): void {
  for (const verb of verbs) document.querySelector<HTMLElement>(`#live-actions [data-act="${verb}"]`)?.click();
}

/** The next page of the list at the side, or the one before. */
function visit(by: number): void {
  const links = Array.from(document.querySelectorAll<HTMLAnchorElement>('#live-nav a'));
  const at = links.findIndex((link) => link.getAttribute('aria-current') === 'page');
  links[(at + by + links.length) % links.length]?.click();
}
