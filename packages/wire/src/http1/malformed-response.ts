/** Bytes that are no HTTP/1.1 response, or one that could be read in more than one way. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}
