import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { getImport, receiveImport } from '@/lib/contacts';
import type { Import } from '@/lib/contacts/imports/schema';
import type { Ctx } from '@/lib/platform/context';

export const consentSource = 'Sign-up form 2025';

export const bytesOf = (content: string | Buffer) => Readable.from([Buffer.from(content)]) as AsyncIterable<Uint8Array>;

export const upload = (ctx: Ctx, content: string | Buffer, query: Record<string, string> = {}) =>
  receiveImport(ctx, bytesOf(content), { consentSource, ...query });

/** The import once it has ended, whichever way; within two minutes. */
export async function ended(ctx: Ctx, { id }: { id: string }): Promise<Import> {
  for (let i = 0; i < 4800; i++) {
    const seen = await getImport(ctx, { id });
    if (['completed', 'failed', 'cancelled'].includes(seen.status)) return seen;
    await wait(25);
  }
  throw new Error('the import did not end');
}

export const load = async (ctx: Ctx, content: string | Buffer, query: Record<string, string> = {}): Promise<Import> =>
  ended(ctx, await upload(ctx, content, query));
