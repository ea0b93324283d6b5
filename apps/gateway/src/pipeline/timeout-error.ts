import { GatewayError } from '../errors.ts';
import type { TimeoutCode } from './stage-timer.ts';

const messages: Readonly<Record<TimeoutCode, string>> = {
  first_token_timeout: 'The engine produced no first token in time.',
  idle_timeout: 'The engine stopped in the middle of its answer.',
  deadline_exceeded: 'The request took longer than the gateway allows.',
  client_gone: 'The client stopped reading its answer.',
};

export function timeoutError(code: TimeoutCode): GatewayError {
  return new GatewayError(code, messages[code]);
}
