import { createHash } from 'node:crypto';
import { actorLabel, type Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { conflict, DomainError } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { uploading } from './queries';

const chunkBytes = 1 << 20;
const maxBytes = 2 * 1024 ** 3;
const abandonedAfter = 60 * 60_000;

export interface Upload {
  id: string;
  bytes: number;
  /** Of the whole file, in hex. */
  sha256: string;
}

/** Cuts a stream into pieces of exactly 1 MiB, the last one excepted. */
async function* inChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    held.push(part);
    size += part.byteLength;
    if (size < chunkBytes) continue;
    let all = Buffer.concat(held);
    for (; all.length >= chunkBytes; all = all.subarray(chunkBytes)) yield all.subarray(0, chunkBytes);
    held = all.length > 0 ? [Buffer.from(all)] : [];
    size = all.length;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Takes the upload away again, whole. */
export async function discardUpload(ctx: Ctx, id: string): Promise<void> {
  await withTenantTags(
    ctx,
    (sql) => sql`delete from contact_imports where tenant_id = ${ctx.tenant} and id = ${id} and status = ${uploading}`,
  );
}

/**
 * Stores a file in pieces as it comes, one short transaction each, so that a slow client holds no connection. An upload
 * that breaks off is deleted; one whose process was killed is, by the first upload an hour later. Errors: too_large, invalid.
 */
export async function storeUpload(ctx: Ctx, body: AsyncIterable<Uint8Array>, fileName: string): Promise<Upload> {
  const now = ctx.clock.now();
  const id = uuidv7(now);
  const before = new Date(now.getTime() - abandonedAfter);
  await withTenantTags(ctx, async (sql) => {
    await sql`delete from contact_imports where tenant_id = ${ctx.tenant} and status = ${uploading} and updated_at < ${before}`;
    await sql`insert into contact_imports (tenant_id, id, file_name, status, created_by, created_at, updated_at)
      values (${ctx.tenant}, ${id}, ${fileName}, ${uploading}, ${actorLabel(ctx.actor).slice(0, 100)}, ${now}, ${now})`;
  });
  const hash = createHash('sha256');
  let [n, bytes] = [0, 0];
  try {
    for await (const chunk of inChunks(body)) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new DomainError({
          code: 'too_large',
          message: 'The file is over 2 GB. Cut it into several files and import one after the other.',
        });
      hash.update(chunk);
      await withTenantTags(ctx, async (sql) => {
        await sql`insert into contact_import_chunks (tenant_id, import_id, n, bytes) values (${ctx.tenant}, ${id}, ${n}, ${chunk})`;
        await sql`update contact_imports set file_bytes = ${bytes}, updated_at = ${ctx.clock.now()} where tenant_id = ${ctx.tenant} and id = ${id}`;
      });
      n += 1;
    }
  } catch (error) {
    await discardUpload(ctx, id);
    throw error;
  }
  return { id, bytes, sha256: hash.digest('hex') };
}

/**
 * The bytes of an uploaded file from an offset on, one piece in memory at a time. Throws `conflict` when a piece is gone: what
 * stands before it must not be taken for the whole file.
 */
export async function* readUpload(
  ctx: Ctx,
  { id, fileBytes }: { id: string; fileBytes: number },
  offset: number,
): AsyncGenerator<Uint8Array> {
  for (let n = Math.floor(offset / chunkBytes); n * chunkBytes < fileBytes; n++) {
    const [row] = await withTenantTags(
      ctx,
      (sql) => sql<{ bytes: Uint8Array }[]>`
      select bytes from contact_import_chunks where tenant_id = ${ctx.tenant} and import_id = ${id} and n = ${n}`,
    );
    if (!row) throw conflict('The file of this import was deleted. Upload it again.');
    yield row.bytes.subarray(Math.max(0, offset - n * chunkBytes));
  }
}
