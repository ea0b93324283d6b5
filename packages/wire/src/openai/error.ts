/** The body of an error answer, and the data of an error event, in the OpenAI API. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** The request field that was wrong. */
    readonly param: string | null;
    readonly code: string | null;
  };
}

export function openAiError(
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): OpenAiErrorBody {
  return { error: { message, type, param, code } };
}
