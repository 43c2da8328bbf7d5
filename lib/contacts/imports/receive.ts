import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { createImport } from './create';
import { ImportUpload, type Import } from './schema';
import { discardUpload, storeUpload } from './upload';

/** Takes a CSV file as it comes and makes an import of it; nothing stays of one that is refused. Errors: invalid, too_large. */
export async function receiveImport(
  ctx: Ctx,
  body: AsyncIterable<Uint8Array> | null,
  given: Record<string, string>,
  expectedBytes: number | null = null,
): Promise<Import> {
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
    return await createImport(ctx, { ...input, uploadId: upload.id, hold: input.hold ? 'true' : 'false' });
  } catch (error) {
    await discardUpload(ctx, upload.id);
    throw error;
  }
}
