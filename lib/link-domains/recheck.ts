import type { Tags } from '@/db/client';
import { config } from '@/lib/platform/config';
import { domainProof } from '@/lib/tracking';
import { missing, NoAnswer, outside, type Outside } from './check';

const perRound = 20;

/**
 * Looks daily whether the domains in use still lead here, of every tenant. What is missing is told at once; when it still is an hour
 * later, new messages do without the domain; when nobody answers, all stays. Returns how many were looked at.
 */
export async function recheckDomains(sql: Tags, now: Date, world: Outside = outside()): Promise<number> {
  const due = await sql<{ tenant: string; domain: string; token: string; problem: string | null }[]>`
    select tenant_id as tenant, domain, token, problem from tracking_domains
    where verified_at is not null and checked_at < ${now}::timestamptz - case when problem is null then interval '1 day' else interval '1 hour' end
    order by checked_at limit ${perRound}`;
  for (const { tenant, domain, token, problem: before } of due) {
    const asked = { domain, token, proof: domainProof(token), publicUrl: config().publicUrl };
    const problem = await missing(world, asked).catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    if (problem instanceof NoAnswer)
      await sql`update tracking_domains set checked_at = ${now} where tenant_id = ${tenant} and token = ${token}`;
    else
      await sql`
      update tracking_domains set problem = ${problem}, checked_at = ${now}, verified_at = case when ${problem !== null && before !== null} then null else verified_at end
      where tenant_id = ${tenant} and token = ${token}`;
  }
  return due.length;
}
