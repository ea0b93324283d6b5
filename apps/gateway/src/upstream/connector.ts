import { buildConnector, errors } from 'undici';

/**
 * Opens connections, and gives up on time. undici's own timer ticks twice a second and is a second late at the short
 * end; it stays underneath and clears away the socket that this one has given up.
 */
export function createConnector(connectMs: number): buildConnector.connector {
  // Aborting a request must close its connection, which tells the engine; with HTTP/2 it would not.
  const connect = buildConnector({ timeout: connectMs, allowH2: false });
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
