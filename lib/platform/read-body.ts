import { DomainError } from './errors';

/**
 * Reads the body of a request or an answer, at most `maxBytes` of it, whatever its Content-Length says or does not say. Throws `too_large` with
 * `message`; what comes after is not read.
 */
export async function readBody(
  request: Pick<Request, 'headers' | 'body'>,
  maxBytes: number,
  message: string,
): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () => new DomainError({ code: 'too_large', message });
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the stream.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
