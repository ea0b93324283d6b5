const tail = '"created":1790000000,"id":"chatcmpl-x","model":"llama-3-8b","system_fingerprint":"b10430-d32676d77"';

function event(choice: string, rest = ''): string {
  return `data: {"choices":[{"finish_reason":null,"index":0,"delta":${choice}}],${tail},"object":"chat.completion.chunk"${rest}}\n\n`;
}

export const llamaCppRole: string = event('{"role":"assistant","content":null}');

export function llamaCppToken(content: string, rest = ''): string {
  return event(`{"content":${JSON.stringify(content)}}`, rest);
}

export function llamaCppFinish(timings: string): string {
  return (
    `data: {"choices":[{"finish_reason":"length","index":0,"delta":{}}],${tail},"object":"chat.completion.chunk"` +
    `${timings}}\n\n`
  );
}

export function llamaCppTimings(fields: Readonly<Record<string, number>>): string {
  const whole = { cache_n: 4, prompt_n: 16, prompt_ms: 80.5, predicted_n: 11, predicted_ms: 210.25, ...fields };
  return `,"timings":${JSON.stringify(whole)}`;
}
