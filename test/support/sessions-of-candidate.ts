/** How many of so many new sessions the candidate answers. */
export async function sessionsOfCandidate(url: string, sessions: number = 40): Promise<number> {
  const variants = await Promise.all(
    Array.from({ length: sessions }, async (_, n) => {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-session-id': `look-${n}` },
        body: JSON.stringify({ model: 'tgi', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }),
      });
      await response.text();
      return response.headers.get('x-slipstream-variant');
    }),
  );
  return variants.filter((variant) => variant === 'candidate').length;
}
