import { describe, expect, it } from 'vitest';
import { secretOf, SimulatedConsole } from '../../testing/simulated-console.ts';

interface Browser {
  readonly cookie: string;
  readonly token: string;
}

/** With an Origin, as browsers send it. */
async function signIn(
  url: string,
  secret: string,
  headers: Record<string, string> = { origin: url },
): Promise<Response> {
  const body = new URLSearchParams({ key: secret, next: '/console/rollouts/live' });
  return await fetch(`${url}/console/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
}

async function signedIn(url: string, role: string): Promise<Browser> {
  const answer = await signIn(url, secretOf(role));
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await (await fetch(`${url}/console/rollouts/live`, { headers: { cookie } })).text();
  return { cookie, token: /data-token="([^"]+)"/.exec(page)?.[1] ?? '' };
}

async function command(
  url: string,
  { cookie, token }: Browser,
  headers: Record<string, string> = {},
): Promise<Response> {
  const own = { cookie, origin: url, 'x-slipstream-token': token, 'content-type': 'application/json', ...headers };
  const sent = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== ''));
  return await fetch(`${url}/api/v1/rollouts/live/start`, { method: 'POST', headers: sent, body: '{}' });
}

describe('the console', () => {
  it('shows nothing to strangers, and sends them back to where they wanted to go', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    const page = await fetch(`${url}/console/rollouts/live`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      '/console/sign-in?next=%2Fconsole%2Frollouts%2Flive',
    ]);
    for (const path of ['/console/stream?rollout=live', '/console/session', '/api/v1/rollouts']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(401);
    }
    const root = await fetch(`${url}/`, { redirect: 'manual' });
    expect(root.headers.get('location')).toBe(`${url}/console`);
  });

  it('takes a key for a session, in a cookie that no script and no other site gets', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    expect((await signIn(url, 'sk-of-nobody')).status).toBe(401);
    expect((await signIn(url, secretOf('admin'), { origin: 'https://evil.example' })).status).toBe(403);
    expect((await signIn(url, secretOf('admin'), {})).status).toBe(403);
    const good = await signIn(url, secretOf('admin'));
    expect([good.status, good.headers.get('location')]).toEqual([303, '/console/rollouts/live']);
    const cookie = good.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^slipstream-console=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('says Secure where the browser came over TLS, whoever ended it', async () => {
    await using console_ = await SimulatedConsole.start();
    const { host } = new URL(console_.url);
    const answer = await signIn(console_.url, secretOf('viewer'), { origin: `https://${host}` });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-slipstream-console=[\w-]{43};.*; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/console/../x y', 'javascript:alert(1)'])(
    'goes after signing in to its own pages only: not to %s',
    async (next) => {
      await using console_ = await SimulatedConsole.start();
      const body = new URLSearchParams({ key: secretOf('viewer'), next });
      const headers = { origin: console_.url };
      const answer = await fetch(`${console_.url}/console/sign-in`, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
      });
      expect(answer.headers.get('location')).toBe('/console');
    },
  );

  it('has every answer under a policy by which nothing inline runs', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    const { cookie } = await signedIn(url, 'viewer');
    for (const path of [
      '/console/sign-in',
      '/console/rollouts/live',
      '/console/keys',
      '/console/nothing',
      '/console/rollouts/nothing',
    ]) {
      const { headers } = await fetch(`${url}${path}`, { headers: { cookie } });
      expect(headers.get('content-security-policy'), path).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(headers.get('content-security-policy'), path).not.toContain('unsafe');
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    }
  });

  it('acts for who is signed in, with the token of the page and from a page of its own, and for nobody else', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    const operator = await signedIn(url, 'operator');
    expect((await command(url, operator, { 'x-slipstream-token': '' })).status).toBe(401);
    expect((await command(url, operator, { 'x-slipstream-token': 'x'.repeat(43) })).status).toBe(401);
    expect((await command(url, operator, { origin: 'https://evil.example' })).status).toBe(401);
    expect((await command(url, operator, { origin: '' })).status).toBe(401);
    expect((await command(url, operator, { cookie: '' })).status).toBe(401);
    const viewer = await signedIn(url, 'viewer');
    expect((await command(url, { ...operator, token: viewer.token })).status).toBe(401);
    expect((await command(url, viewer)).status).toBe(403);
    expect(console_.gateway.phase).toBe('planned');
    expect((await command(url, operator)).status).toBe(200);
    expect(console_.gateway.phase).toBe('ready');
  });

  it('ends a session when it is signed out, and when its key is taken back', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    const [one, other] = [await signedIn(url, 'viewer'), await signedIn(url, 'operator')];
    const isIn = async ({ cookie }: Browser): Promise<boolean> =>
      (await fetch(`${url}/console/session`, { headers: { cookie } })).status === 204;
    const signOut = async (token: string) =>
      await fetch(`${url}/console/sign-out`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token }),
        headers: { cookie: one.cookie, origin: url },
      });
    await signOut('guessed');
    expect(await isIn(one)).toBe(true);
    await signOut(one.token);
    expect([await isIn(one), await isIn(other)]).toEqual([false, true]);
    console_.keys.delete('operator');
    expect(await isIn(other)).toBe(false);
  });

  it('has files that never change under their names, compressed where that is taken', async () => {
    await using console_ = await SimulatedConsole.start();
    const { url } = console_;
    const page = await (await fetch(`${url}/console/sign-in`)).text();
    const css = /href="(\/console\/assets\/[^"]+console\.css)"/.exec(page)?.[1] ?? '';
    const { status, headers } = await fetch(`${url}${css}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await fetch(`${url}${css.replace('console.css', '..%2f..%2fpackage.json')}`)).status).toBe(404);
    expect((await fetch(`${url}${css.replace(/[0-9a-f]{16}/, '0'.repeat(16))}`)).status).toBe(404);
  });

  it('is whole without script: state, reason, figures, checks, tail and log are in the page', async () => {
    await using console_ = await SimulatedConsole.start();
    const { gateway, url } = console_;
    await gateway.run(10, 8);
    await gateway.ask('start', { why: 'a look at <b>mlp</b>' });
    await gateway.run(15, 8, { mlp: { tpotMs: 15, acceleration: 1.75 } });
    const { cookie } = await signedIn(url, 'viewer');
    const page = await (await fetch(`${url}/console/rollouts/live`, { headers: { cookie } })).text();
    expect(page).toContain('<span class="pill tone-live" role="status">Running</span>');
    expect(page).toContain(gateway.sentence.replace('holding', 'Holding').replaceAll('>', '&gt;'));
    for (const words of ['tokens per forward pass', 'Acceleration', 'speed-up', 'step cost', 'SRM', 'req-00']) {
      expect(page.toLowerCase()).toContain(words.toLowerCase());
    }
    expect(page).toContain('a look at &lt;b&gt;mlp&lt;/b&gt;');
    expect(page).not.toContain('data-act=');
    expect(console_.errors).toEqual([]);
  });
});
