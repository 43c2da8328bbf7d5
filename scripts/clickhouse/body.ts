import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from './failure';

/** One insert reaches the engine as one buffer of at most this size. */
export const PART_BYTES = 64 * 1024 * 1024;
const SQL_BYTES = 16 * 1024 * 1024;

const NEWLINE = 0x0a;

/** The request's bytes, unpacked. */
export function bodyOf(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  if (encoding !== 'gzip')
    throw new Refusal('BAD_ARGUMENTS', `Content-Encoding ${encoding} is not known here: use gzip`);
  const unpacked = createGunzip();
  request.on('error', (error) => unpacked.destroy(error));
  return request.pipe(unpacked);
}

/** Reads a statement from the body; refuses more than 16 MiB. */
export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > SQL_BYTES)
      throw new Refusal('TOO_MANY_BYTES', 'A statement may have at most 16 MiB: send rows as an insert body');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Yields the body as parts of at most 64 MiB, cut after a newline when rows are lines.
 * Each part but the only one is an insert of its own, so that an insert above 64 MiB is not atomic.
 */
export async function* readParts(body: Readable, cuttable: boolean, limit = PART_BYTES): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (size + chunk.length > limit) {
      if (!cuttable) throw new Refusal('TOO_MANY_BYTES', `An insert in this format may have at most ${limit} bytes`);
      const whole = Buffer.concat(chunks);
      const end = whole.lastIndexOf(NEWLINE) + 1;
      if (end === 0) throw new Refusal('TOO_MANY_BYTES', `One row may have at most ${limit} bytes`);
      yield whole.subarray(0, end);
      chunks = [whole.subarray(end)];
      size = whole.length - end;
    }
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size > 0) yield Buffer.concat(chunks);
}
