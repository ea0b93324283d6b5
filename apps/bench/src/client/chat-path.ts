/** Where chat requests go under a base URL, which may be written with or without OpenAI's `/v1`. */
export function chatPath(url: URL): string {
  return `${url.pathname.replace(/\/+$/u, '').replace(/\/v1$/u, '')}/v1/chat/completions`;
}
