import { sql } from 'drizzle-orm';
import type { Ctx, TxCtx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import type { Preflight } from '../schema';
import { carriersOf, type CarrierRow, type KeyRow } from './carriers';
import { checkDomain, domainProblems, signatureWords, systemResolver, type DomainCheck } from './domain';
import { remembering } from './remembering';

/** What was said longer ago may have been mended since. */
const justNowMs = 60_000;

/** What decides how mail of a campaign is authenticated. */
export type MailSource = {
  from_email: string | null;
  providers: CarrierRow[] | null;
  keys: KeyRow[] | null;
};

/** drizzle's `sql` or a connection's own. */
type Tag<Fragment> = (text: TemplateStringsArray, ...values: string[]) => Fragment;

/** The columns of a `MailSource` beside its sender's address. */
export const carrierColumns = <Fragment>(tag: Tag<Fragment>, tenant: string): Fragment => tag`
  (select jsonb_agg(jsonb_build_object('name', p.name, 'kind', p.kind, 'domain', p.settings ->> 'domain') order by p.priority, p.id)
    from sending_providers p where p.tenant_id = ${tenant} and p.channel = 'email' and p.enabled and p.deleted_at is null) as providers,
  (select jsonb_agg(jsonb_build_object('domain', k.domain, 'selector', k.selector) order by k.domain, k.selector)
    from dkim_keys k where k.tenant_id = ${tenant} and k.deleted_at is null and k.published_at is not null) as keys`;

/** The domain, those that services sign for, and our keys: as JSON. */
type Names = [domain: string, others: string[], keys: string[]];
const domains = remembering<DomainCheck>((names) => {
  const [domain, others, keys] = JSON.parse(names) as Names;
  return checkDomain(domain, systemResolver(), others, keys);
});

export interface Authentication {
  found: DomainCheck;
  /** Who signs, in words. */
  signing: string;
  problems: Preflight['problems'];
}

/** What is asked of DNS for mail from there, and who carries it; null when nothing leaves the sandbox. */
function askedOf({ from_email, providers, keys }: MailSource) {
  const domain = from_email?.split('@').at(-1)?.toLowerCase();
  const carried = domain ? carriersOf(domain, providers ?? [], keys ?? []) : null;
  if (!domain || !carried) return null;
  const names: Names = [domain, carried.domains, carried.keys];
  return { names: JSON.stringify(names), carriers: carried.carriers };
}

/** What DNS says of the domain that mail comes from; null when nothing leaves the sandbox. `anew`: not what was said minutes ago. */
export async function authentication(source: MailSource, now: number, anew = false): Promise<Authentication | null> {
  const asked = askedOf(source);
  if (!asked) return null;
  const { names, carriers } = asked;
  const found = await domains(names, now, anew);
  return { found, signing: signatureWords(carriers), problems: domainProblems(found, carriers) };
}

/** Of a campaign by mail that has a sender. */
async function sourceOf(ctx: TxCtx, campaignId: string): Promise<MailSource | undefined> {
  const [source] = await ctx.tx.execute<MailSource>(sql`
    select s.from_email, ${carrierColumns(sql, ctx.tenant)} from campaigns c
    join senders s on s.tenant_id = c.tenant_id and s.deleted_at is null and (s.id = c.sender_id or (c.sender_id is null and s.is_default))
    where c.tenant_id = ${ctx.tenant} and c.id = ${campaignId} and c.channel = 'email' and c.deleted_at is null`);
  return source;
}

const blocking = (problems: Preflight['problems'] = []) => problems.filter(({ level }) => level === 'blocks');

/** Asks DNS about a campaign's sender while no transaction is open, and again about what blocks: it may have been mended. */
export async function askAuthentication(ctx: Ctx, campaignId: string): Promise<void> {
  const source = await withTenant(ctx, async (tx) => sourceOf(tx, campaignId));
  if (!source) return;
  const now = ctx.clock.now().getTime();
  const said = await authentication(source, now);
  if (blocking(said?.problems).length > 0) await authentication(source, now, true);
}

/** What blocks a campaign by its sender's domain, as DNS said just now; nothing is asked, and nothing refused for what was not said. */
export async function authenticationBlocks(ctx: TxCtx, campaignId: string): Promise<Preflight['problems']> {
  const source = await sourceOf(ctx, campaignId);
  const asked = source && askedOf(source);
  const found = asked && domains.said(asked.names, ctx.clock.now().getTime() - justNowMs);
  return found ? blocking(domainProblems(found, asked.carriers)) : [];
}
