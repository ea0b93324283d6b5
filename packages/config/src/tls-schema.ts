import { z } from 'zod';
import type { TlsSection } from './config-file.ts';
import { readServerName, serverNameWanted } from './server-name.ts';
import { textSchema } from './text-schema.ts';

/** Of a variant: for all its replicas behind https. */
export const tlsSchema: z.ZodType<TlsSection> = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'PEM file of the authorities that are trusted, in place of the well-known ones. A relative path begins at the folder of this file; SIGHUP reads both again.',
      ),
    serverName: textSchema('host name', serverNameWanted, readServerName)
      .nullable()
      .default(null)
      .describe('Name to ask for and to find in the certificate. Default: the host of the URL.'),
    verify: z
      .boolean()
      .default(true)
      .describe(
        'With `false` any certificate is taken: whoever stands in between can read and change all of it, and gets `apiKey`. Warned of at every start.',
      ),
    http2: z
      .boolean()
      .default(false)
      .describe(
        'Offer HTTP/2; the server chooses (ALPN). It costs less per event, but an answer that the server cancels ends like a whole one, so that only its content tells; and a request that is aborted while its body waits for the server is not cancelled there.',
      ),
  })
  .prefault({})
  .describe('For replicas whose URL begins with `https://`. Their certificates are verified.');
