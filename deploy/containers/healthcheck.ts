/**
 * For images, which have neither shell nor curl: `node healthcheck.js URL` ends with 0 when URL answers 2xx, else with 1
 * and the reason. It waits 3 s at most.
 */
const [url = ''] = process.argv.slice(2);
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${(await response.text()).slice(0, 200)}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
