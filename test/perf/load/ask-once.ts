import { ClientConnection } from './client-connection.ts';
import { SubjectFault } from './subject-fault.ts';
import { chatRequest } from './target.ts';
import type { Target } from './target.ts';

const withinMs = 10_000;

/** One request on a connection of its own; resolves with the whole answer. @throws SubjectFault */
export function askOnce(target: Target, body: string): Promise<{ readonly status: number; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let status = 0;
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      connection.close();
      act();
    };
    const connection = new ClientConnection(target, {
      head: (found) => {
        status = found;
      },
      body: (bytes) => pieces.push(Buffer.from(bytes)),
      end: () => finish(() => resolve({ status, body: Buffer.concat(pieces) })),
      failed: (reason) => finish(() => reject(new SubjectFault(reason))),
    });
    const timer = setTimeout(() => finish(() => reject(new SubjectFault('no answer in time'))), withinMs);
    connection.send(chatRequest(target, body));
  });
}
