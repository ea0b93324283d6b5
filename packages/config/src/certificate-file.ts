import { X509Certificate } from 'node:crypto';
import type { Reading } from './reading.ts';

/** Gives the text of a file; throws where it cannot. */
export type ReadFile = (path: string) => string;

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * The certificates in a PEM file, and nothing else of it: comments stay out, and so does a private key that somebody
 * kept beside them.
 */
export function readCertificateFile(readFile: ReadFile | undefined, path: string): Reading<string> {
  if (readFile === undefined) return { ok: false, message: 'names a file, and none can be read here' };
  const text = textOf(readFile, path);
  if (!text.ok) return text;
  const blocks = text.value.match(block) ?? [];
  if (blocks.length === 0) return { ok: false, message: `names a file without a PEM certificate: ${path}` };
  const unreadable = blocks.findIndex((one) => !isCertificate(one));
  if (unreadable < 0) return { ok: true, value: `${blocks.join('\n')}\n` };
  return { ok: false, message: `names a file whose certificate ${unreadable + 1} cannot be read: ${path}` };
}

function textOf(readFile: ReadFile, path: string): Reading<string> {
  try {
    return { ok: true, value: readFile(path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `names a file that cannot be read: ${reason}` };
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
