/** Bytes that are no HTTP/1.1 message, or one that could be read in more than one way. */
export class MalformedHttp extends Error {
  override readonly name = 'MalformedHttp';
}
