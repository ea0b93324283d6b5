/** A refusal or failure; each server has its own shape for it. */
export interface ApiError {
  readonly status: number;
  /** `BadRequestError`, `NotFoundError` … */
  readonly type: string;
  readonly message: string;
  readonly param: string | null;
}

export function badRequest(message: string, param: string | null = null): ApiError {
  return { status: 400, type: 'BadRequestError', message, param };
}

export function internalError(message: string): ApiError {
  return { status: 500, type: 'InternalServerError', message, param: null };
}
