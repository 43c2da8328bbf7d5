import { and, eq } from 'drizzle-orm';
import { simpleParser, type ParsedMail } from 'mailparser';
import { pipelineMessages, sandboxMessages, testMessages } from '@/db/schema';
import { channels, type Channel } from '@/lib/contacts/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';

/** On which channel it would have gone out; mail where its message is gone. */
export async function channelOf(ctx: TxCtx, { messageId }: CaughtRow): Promise<Channel> {
  const [row] = await ctx.tx
    .select({ channel: pipelineMessages.channel })
    .from(pipelineMessages)
    .where(and(eq(pipelineMessages.tenantId, ctx.tenant), eq(pipelineMessages.id, messageId)));
  return channels.find((channel) => channel === row?.channel) ?? 'email';
}

/** Whether it was sent to try it, and belongs to nobody. */
export async function isTest(ctx: TxCtx, { messageId }: CaughtRow): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: testMessages.id })
    .from(testMessages)
    .where(and(eq(testMessages.tenantId, ctx.tenant), eq(testMessages.id, messageId)));
  return rows.length > 0;
}

export type CaughtRow = typeof sandboxMessages.$inferSelect;

/** A caught message of this tenant; throws `not_found`. */
export async function findCaught(ctx: TxCtx, id: string): Promise<CaughtRow> {
  const [row] = await ctx.tx
    .select()
    .from(sandboxMessages)
    .where(and(eq(sandboxMessages.tenantId, ctx.tenant), eq(sandboxMessages.id, id)));
  if (!row) throw notFound('caught message');
  return row;
}

export const parseCaught = (raw: Buffer): Promise<ParsedMail> =>
  simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true });

/** The first address of a header; null when there is none. */
export function addressIn(mail: ParsedMail, field: 'replyTo' | 'from'): string | null {
  return mail[field]?.value[0]?.address ?? null;
}
