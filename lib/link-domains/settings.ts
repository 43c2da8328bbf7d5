import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { trackingDomains } from '@/db/schema';
import { command, query } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import { withTenant } from '@/lib/platform/db/tenant';
import { conflict, DomainError, driverFailure, invalid, notFound } from '@/lib/platform/errors';
import { secretToken } from '@/lib/platform/ids';
import { domainProof } from '@/lib/tracking';
import { missing, NoAnswer, outside } from './check';
import { hostName } from './name';
import { findDomain, presentDomain } from './queries';
import { LinkDomain, LinkDomainSet } from './schema';

const entity = () => ({ type: 'settings', id: 'link_domain' });

export const getLinkDomain = query({
  name: 'link_domains.get',
  summary: 'Read the domain that tracked links have, and what it needs in DNS',
  access: 'settings:read',
  http: { method: 'GET', path: '/link-domain' },
  input: z.object({}),
  output: LinkDomain,
  run: async (ctx) => presentDomain(await findDomain(ctx)),
});

export const setLinkDomain = command({
  name: 'link_domains.set',
  summary: 'Name a domain of your own for tracked links; they have it once it is checked',
  access: 'settings:write',
  http: { method: 'PUT', path: '/link-domain' },
  input: LinkDomainSet,
  output: LinkDomain,
  entity,
  async run(ctx, { domain: given }) {
    const named = hostName(given);
    if ('problem' in named) throw invalid(`domain: ${named.problem}`, { domain: named.problem });
    if (named.host === new URL(config().publicUrl).hostname) {
      const problem = 'is the host of this installation, which links have anyway';
      throw invalid(`domain: ${problem}`, { domain: problem });
    }
    const before = await findDomain(ctx);
    if (before?.domain === named.host) return presentDomain(before);
    const set = {
      domain: named.host,
      token: secretToken(24),
      verifiedAt: null,
      checkedAt: null,
      problem: null,
      updatedAt: ctx.clock.now(),
    };
    const [row] = await ctx.tx
      .insert(trackingDomains)
      .values({ tenantId: ctx.tenant, ...set })
      .onConflictDoUpdate({ target: trackingDomains.tenantId, set })
      .returning();
    ctx.audit({ domain: named.host });
    return presentDomain(row ?? null);
  },
});

const keepCheck = command({
  name: 'link_domains.check',
  summary: 'Keep what a look at the domain found',
  access: 'settings:write',
  input: z.object({ domain: z.string(), token: z.string(), problem: z.string().nullable(), isKnown: z.boolean() }),
  output: LinkDomain,
  entity,
  async run(ctx, { domain, token, problem, isKnown }) {
    const now = ctx.clock.now();
    const verifiedAt = problem ? null : sql`coalesce(${trackingDomains.verifiedAt}, ${now.toISOString()}::timestamptz)`;
    // Another name may have been set while the outside was asked about this one.
    await ctx.tx
      .update(trackingDomains)
      .set({ problem, checkedAt: now, updatedAt: now, ...(isKnown ? { verifiedAt } : {}) })
      .where(and(eq(trackingDomains.tenantId, ctx.tenant), eq(trackingDomains.token, token)))
      .catch((error: unknown) => {
        if (driverFailure(error)?.sqlState !== '23505') throw error;
        throw conflict(
          `Another organisation of this installation uses ${domain}. Take another name below your domain.`,
        );
      });
    ctx.audit({ domain, problem });
    return presentDomain(await findDomain(ctx));
  },
});

/** Asks the outside, and begins or ends to use the domain by what it says; one in use stays so when no answer comes. */
export const checkLinkDomain = query({
  name: 'link_domains.check',
  summary: 'Look whether the domain is set up in DNS; from then on links have it',
  access: 'settings:write',
  http: { method: 'POST', path: '/link-domain/check' },
  input: z.object({}),
  output: LinkDomain,
  // The outside is asked between two transactions: none is held open for as long as it takes to answer.
  async hot(ctx) {
    const row = await withTenant(ctx, findDomain);
    if (!row) throw notFound('domain');
    const { domain, token } = row;
    const asked = { domain, token, proof: domainProof(token), publicUrl: config().publicUrl };
    try {
      const problem = await missing(outside(), asked);
      return await keepCheck(ctx, { domain, token, problem, isKnown: true });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (row.verifiedAt) throw new DomainError({ code: 'unavailable', message: error.message });
      return keepCheck(ctx, { domain, token, problem: error.message, isKnown: false });
    }
  },
});

export const removeLinkDomain = command({
  name: 'link_domains.remove',
  summary: 'Take the own domain out of tracked links; those that were sent with it go on as long as DNS leads here',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/link-domain' },
  input: z.object({}),
  output: LinkDomain,
  entity,
  async run(ctx) {
    const [row] = await ctx.tx.delete(trackingDomains).where(eq(trackingDomains.tenantId, ctx.tenant)).returning();
    if (!row) throw notFound('domain');
    ctx.audit({ domain: row.domain });
    return presentDomain(null);
  },
});
