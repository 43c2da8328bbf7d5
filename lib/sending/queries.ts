import { and, asc, eq, isNull } from 'drizzle-orm';
import { dkimKeys, sendingProviders } from '@/db/schema';
import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, driverFailure, notFound } from '@/lib/platform/errors';
import { may } from '@/lib/platform/permissions';
import { CannotOpen, derivedToken } from '@/lib/platform/secret-box';
import { openSecrets, type StoredProvider } from './configuration';
import { presentProvider } from './present';
import type { SendingProvider } from './schema';
import type { ProviderKind } from './vocabulary';

export type ProviderRow = typeof sendingProviders.$inferSelect;

const mine = (ctx: TxCtx) => and(eq(sendingProviders.tenantId, ctx.tenant), isNull(sendingProviders.deletedAt));

/** All providers of this tenant, by channel in the order in which they are asked. */
export const allProviders = (ctx: TxCtx): Promise<ProviderRow[]> =>
  ctx.tx
    .select()
    .from(sendingProviders)
    .where(mine(ctx))
    .orderBy(asc(sendingProviders.channel), asc(sendingProviders.priority), asc(sendingProviders.id))
    .limit(200);

/** One of this tenant; throws `not_found`. */
export async function findProvider(ctx: TxCtx, id: string): Promise<ProviderRow> {
  const [row] = await ctx.tx
    .select()
    .from(sendingProviders)
    .where(and(mine(ctx), eq(sendingProviders.id, id)));
  if (!row) throw notFound('provider');
  return row;
}

/** One of this tenant, held until the end of the transaction; throws `not_found`. */
export async function holdProvider(ctx: TxCtx, id: string): Promise<ProviderRow> {
  const [row] = await ctx.tx
    .select()
    .from(sendingProviders)
    .where(and(mine(ctx), eq(sendingProviders.id, id)))
    .for('update');
  if (!row) throw notFound('provider');
  return row;
}

export const stored = (row: ProviderRow): StoredProvider => ({
  tenant: row.tenantId,
  id: row.id,
  kind: row.kind as ProviderKind,
  settings: row.settings,
  secret: row.secret,
});

/** Kinds that tell what became of messages. */
const telling = new Set(['ses', 'sendgrid', 'mailgun', 'postmark', 'twilio', 'whatsapp', 'webhook']);
/** Those of them that prove themselves by a word of ours. */
const byToken = new Set(['postmark', 'whatsapp']);

/** The word that a provider proves itself with, where it signs nothing. */
export const hookToken = (id: string): string => derivedToken(`hook/${id}`);

/** As it may be seen by who asks. */
export function seen(ctx: TxCtx, row: ProviderRow): SendingProvider {
  const url = telling.has(row.kind) ? config().publicUrl + tracking.hook(row.kind, row.id) : null;
  const token = byToken.has(row.kind) && may(ctx.actor, 'settings:write') ? hookToken(row.id) : null;
  return presentProvider(row, hintable(row), { url, token });
}

function hintable(row: ProviderRow): Record<string, string> {
  try {
    return openSecrets(row.tenantId, row.id, row.secret);
  } catch (error) {
    // Sealed with a key that is gone: the page must still open, so that they can be entered anew.
    if (error instanceof CannotOpen) return {};
    throw error;
  }
}

/** Names are said once, wherever a provider is written. */
export function nameTaken(error: unknown): unknown {
  if (driverFailure(error)?.constraint !== 'sending_providers_name_key') return error;
  return conflict('Another provider has this name. Take another one.', { name: 'is taken' });
}

export type DkimRow = typeof dkimKeys.$inferSelect;

/** A DKIM key of this tenant; throws `not_found`. */
export async function findDkimKey(ctx: TxCtx, id: string): Promise<DkimRow> {
  const [row] = await ctx.tx
    .select()
    .from(dkimKeys)
    .where(and(eq(dkimKeys.tenantId, ctx.tenant), eq(dkimKeys.id, id), isNull(dkimKeys.deletedAt)));
  if (!row) throw notFound('DKIM key');
  return row;
}
