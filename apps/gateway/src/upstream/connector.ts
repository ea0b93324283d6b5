import type { Tls } from '@slipstream/config';
import { buildConnector, errors } from 'undici';

/**
 * Opens connections, and gives up on time: the handshakes of TCP and TLS together. undici's own timer ticks twice a
 * second and is a second late at the short end; it stays underneath and clears away the socket that this one has given up.
 */
export function createConnector(connectMs: number, tls: Tls | null): buildConnector.connector {
  // `allowH2` is on by default: what is not offered is not chosen.
  const connect = buildConnector({ timeout: connectMs, allowH2: tls?.http2 ?? false, ...tlsOptions(tls) });
  return (options, callback) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      callback(new errors.ConnectTimeoutError(`no connection within ${connectMs} ms`), null);
    }, connectMs);
    connect(options, (...result) => {
      if (isOver) {
        result[1]?.destroy();
        return;
      }
      isOver = true;
      clearTimeout(timer);
      callback(...result);
    });
  };
}

function tlsOptions(tls: Tls | null): buildConnector.BuildOptions {
  if (tls === null) return {};
  const { ca, serverName, verify } = tls;
  return {
    // Said in so many words: NODE_TLS_REJECT_UNAUTHORIZED in the environment decides only what nobody said.
    rejectUnauthorized: verify,
    ...(ca === null ? null : { ca: ca.pem }),
    ...(serverName === null ? null : { servername: serverName }),
  };
}
