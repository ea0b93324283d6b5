import type { Exchange } from '../../../server/exchange.ts';
import { openAiErrorJson, type TgiError, tgiErrorJson } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';

export function sendError(exchange: Exchange, error: TgiError): void {
  exchange.json(error.status, tgiErrorJson(error));
}

/** On `/v1` routes; the native ones keep TGI's own shape in every version. */
export function streamErrorJson(tgi: TgiService, error: TgiError): string {
  return tgi.traits.answers.openAiStreamErrors ? openAiErrorJson(error) : tgiErrorJson(error);
}
