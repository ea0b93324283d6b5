/** A refusal or a failure in TGI's own words. */
export interface TgiError {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

export const overloaded: TgiError = { status: 429, errorType: 'overloaded', message: 'Model is overloaded' };

export const incompleteGeneration: TgiError = {
  status: 500,
  errorType: 'incomplete_generation',
  message: 'Incomplete generation',
};

export function validationError(reason: string): TgiError {
  return { status: 422, errorType: 'validation', message: `Input validation error: ${reason}` };
}

export function templateError(reason: string): TgiError {
  return { status: 422, errorType: 'template_error', message: `Template error: ${reason}` };
}

export function toolError(reason: string): TgiError {
  return { status: 422, errorType: 'tool_error', message: `Tool error: ${reason}` };
}

/** A shard's failed step. It fails every request of the batch. */
export function generationError(reason: string): TgiError {
  return { status: 424, errorType: 'generation', message: `Request failed during generation: ${reason}` };
}

/** The body of an error outside a stream, and of TGI's own events. */
export function tgiErrorJson(error: TgiError): string {
  return JSON.stringify({ error: error.message, error_type: error.errorType });
}

/** 3.3's events on `/v1`: the status is 422 whatever happened, overload and generation failures included. */
export function openAiErrorJson(error: TgiError): string {
  return JSON.stringify({ error: { message: error.message, http_status_code: 422 } });
}
