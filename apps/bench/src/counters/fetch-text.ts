import { request } from 'undici';

const timeoutMs = 5000;

/** Body of a small page. Rejects with one readable line where there is none. */
export async function fetchText(url: URL): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  // A connection of its own: a page is read seldom, and a kept connection may be dead by then.
  const { statusCode, body } = await request(url, { signal, headers: { connection: 'close' } }).catch(
    (error: unknown) => {
      throw new Error(`${url.href} cannot be reached (${reason(error)})`, { cause: error });
    },
  );
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${url.href} answers HTTP ${statusCode}`);
  return text;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.message;
}
