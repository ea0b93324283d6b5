import { scanJsonObject, spliceJson } from '@slipstream/wire';
import type { AnswerCut } from './answer-cut.ts';

/** A whole answer without what is there only because metering asked for it; the same object where nothing is. */
export function cutAnswer(cut: AnswerCut, body: Uint8Array): Uint8Array {
  if (cut.members.length === 0) return body;
  const scan = scanJsonObject(body);
  if (!scan.ok) return body;
  return spliceJson(
    body,
    scan.members,
    cut.members.map((key) => ({ key, remove: true })),
  );
}
