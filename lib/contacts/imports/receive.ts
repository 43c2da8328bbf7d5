import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { once, type Once } from '@/lib/platform/idempotency';
import { createImport } from './create';
import { ImportUpload, type Import } from './schema';
import { discardUpload, storeUpload } from './upload';

interface Extra {
  /** What the client said that it sends; null when it did not. */
  expectedBytes?: number | null;
  /** A repeat of the same file and settings under this key gets the first import. */
  idempotencyKey?: string | null;
}

/** Takes a CSV file as it comes and makes an import of it; nothing stays of one that is refused. Errors: invalid, too_large, conflict. */
export async function receiveImportOnce(
  ctx: Ctx,
  body: AsyncIterable<Uint8Array> | null,
  given: Record<string, string>,
  { expectedBytes = null, idempotencyKey: key = null }: Extra = {},
): Promise<Once<Import>> {
  const { consent, ...rest } = given;
  const input = parseInput(ImportUpload, {
    ...rest,
    ...(consent === undefined ? {} : { consent: consent.split(',').filter(Boolean) }),
  });
  if (!body)
    throw invalid('The request has no body. Send the CSV file as the body, with content-type text/csv.', {
      file: 'missing',
    });
  const upload = await storeUpload(ctx, body, input.fileName);
  try {
    if (expectedBytes !== null && expectedBytes !== upload.bytes)
      throw invalid('The upload broke off before the file was whole. Send it again.', {
        file: `${upload.bytes} of ${expectedBytes} bytes came`,
      });
    const run = (inside: Ctx) =>
      createImport(inside, { ...input, uploadId: upload.id, hold: input.hold ? 'true' : 'false' });
    if (!key) return { value: await run(ctx), replayed: false };
    const request = { key, command: 'imports.create', input: { ...input, sha256: upload.sha256 }, run };
    const made = await once(ctx, request);
    if (made.replayed) await discardUpload(ctx, upload.id);
    return made;
  } catch (error) {
    await discardUpload(ctx, upload.id);
    throw error;
  }
}

/** The same without a key. */
export const receiveImport = async (
  ctx: Ctx,
  body: AsyncIterable<Uint8Array> | null,
  given: Record<string, string>,
  expectedBytes: number | null = null,
): Promise<Import> => (await receiveImportOnce(ctx, body, given, { expectedBytes })).value;
