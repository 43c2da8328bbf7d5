import { and, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import { dkimKeys, sendingProviders } from '@/db/schema';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { isOwnAddress } from './own';

/**
 * Whether mail may carry this name: the organisation's own address here, a domain whose key DNS publishes, or, with providers of
 * its own, whatever those accept. Organisations that share a mail server must not write in each other's name.
 */
export async function isKnownOwn(ctx: TxCtx, email: string): Promise<boolean> {
  if (isOwnAddress(ctx.tenant, email, [])) return true;
  const [provider] = await ctx.tx
    .select({ id: sendingProviders.id })
    .from(sendingProviders)
    .where(
      and(
        eq(sendingProviders.tenantId, ctx.tenant),
        eq(sendingProviders.channel, 'email'),
        eq(sendingProviders.enabled, true),
        // It accepts any name, since nobody gets what it takes.
        ne(sendingProviders.kind, 'sandbox'),
        isNull(sendingProviders.deletedAt),
      ),
    )
    .limit(1);
  if (provider && domainOf(email) !== config().mailDomain) return true;
  const published = await ctx.tx
    .select({ domain: dkimKeys.domain })
    .from(dkimKeys)
    .where(and(eq(dkimKeys.tenantId, ctx.tenant), isNull(dkimKeys.deletedAt), isNotNull(dkimKeys.publishedAt)));
  const domains = published.map((key) => key.domain);
  return isOwnAddress(ctx.tenant, email, domains);
}

const domainOf = (email: string) => email.split('@').at(-1) ?? '';

/** Throws `invalid` unless mail may carry this name. */
export async function assertOwnAddress(ctx: TxCtx, email: string): Promise<void> {
  if (await isKnownOwn(ctx, email)) return;
  throw invalid(
    `It is not known that ${domainOf(email)} is yours. Make a DKIM key for it and publish it, or add an email provider of your own first.`,
    { fromEmail: 'is of a domain that is not known to be yours' },
  );
}
