/**
 * Whether a parsed body or event is an error, in any shape in use: `{"error": …}` (OpenAI, vLLM, llama.cpp, TGI), the flat
 * `{"object": "error", "message": …}` (SGLang, TensorRT-LLM), `{"message", "type", "code"}` (Dynamo).
 */
export function isErrorObject(value: Readonly<Record<string, unknown>>): boolean {
  const { error, object, choices, message, code } = value;
  if (error !== undefined && error !== null) return true;
  if (object === 'error') return true;
  return choices === undefined && typeof message === 'string' && (typeof code === 'number' || typeof code === 'string');
}
