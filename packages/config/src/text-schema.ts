import { z } from 'zod';
import type { Reading } from './reading.ts';

/** A value written as text and read by `read`; `wanted` also answers a value that is no text at all. */
export function textSchema<T>(
  format: string,
  wanted: string,
  read: (text: string) => Reading<T>,
): z.ZodType<T, string> {
  const schema = z.string({ error: wanted }).transform((value, context) => {
    const reading = read(value);
    if (reading.ok) return reading.value;
    context.issues.push({ code: 'custom', message: reading.message, input: value });
    return z.NEVER;
  });
  return schema.meta({ format });
}
