import type { Failure } from './answer.ts';

/** Why an exchange broke, from undici's error. `hadHead`: a status had come already. Never judged by the message's words. */
export function classifyError(error: Error, hadHead: boolean): Failure {
  const code = errorCode(error);
  const message = code === null ? error.message : `${error.message} (${code})`;
  if (error.name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT') return { kind: 'timeout', message };
  if (code !== null && code.startsWith('HPE_')) return { kind: 'malformed', message };
  return { kind: hadHead ? 'truncated' : 'connect', message };
}

function errorCode(error: Error): string | null {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? errorCode(error.cause) : null;
}
