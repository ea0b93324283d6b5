import type { OpenAiServer } from './openai-server.ts';

/** The process dies: whatever ran stops now, however late its server would have noticed that a client is gone. */
export function crash(server: OpenAiServer): void {
  for (const run of server.runs) run.abort();
  server.prefixCache?.clear();
}
