import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** `next`: where to go then. */
export function signInView({ next, failed }: { readonly next: string; readonly failed: string | null }): Markup {
  return markup`<body class="is-sign-in">
<main class="sign-in">
  <p class="brand"><span class="brand-mark" aria-hidden="true"></span>Slipstream</p>
  <h1>Sign in</h1>
  <form method="post" action="/console/sign-in">
    <input type="hidden" name="next" value="${next}">
    <label for="key">Key</label>
    <input id="key" name="key" type="password" autocomplete="current-password" required autofocus spellcheck="false" ${failed === null ? '' : markup`aria-invalid="true" aria-describedby="failed"`}>
    ${failed === null ? '' : markup`<p class="problem" id="failed" role="alert">${failed}</p>`}
    <button class="button is-primary" type="submit">Sign in</button>
  </form>
  <p class="faint">A key of <code>admin.keys</code>, or a client’s key that has a role.</p>
</main>
</body>`;
}
