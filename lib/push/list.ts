import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts, pushSubscriptions } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { deviceOf } from '@/lib/platform/device';
import { notFound } from '@/lib/platform/errors';
import { pushKeys } from './keys';
import { PushSubscriptions } from './schema';
import type { EndReason } from './vocabulary';

const shown = 50;

export const listPushSubscriptions = query({
  name: 'contacts.push_subscriptions',
  summary: 'The browsers in which a contact allowed notifications, newest first; ended ones too',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}/push-subscriptions' },
  input: z.object({ id: z.uuid() }),
  output: PushSubscriptions,
  async run(ctx, { id }) {
    const [contact] = await ctx.tx
      .select({ deletedAt: contacts.deletedAt })
      .from(contacts)
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)));
    if (!contact || contact.deletedAt) throw notFound('contact');
    const rows = await ctx.tx
      .select()
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, ctx.tenant), eq(pushSubscriptions.contactId, id)))
      .orderBy(desc(pushSubscriptions.id))
      .limit(shown);
    const ours = await ctx.tx.execute<{ key: string | null }>(pushKeys(sql, ctx.tenant));
    const keys = new Set(ours.map(({ key }) => key));
    return {
      items: rows.map((row) => ({
        id: row.id,
        browser: deviceOf(row.userAgent).name,
        // The whole address would let its reader write there.
        service: new URL(row.endpoint).host,
        createdAt: row.createdAt.toISOString(),
        lastOkAt: row.lastOkAt?.toISOString() ?? null,
        endedAt: row.endedAt?.toISOString() ?? null,
        isReached: row.endedAt === null && keys.has(row.applicationKey),
        endReason: row.endReason as EndReason | null,
      })),
    };
  },
});
