import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import type { Preflight } from '../schema';
import { carriersOf, type CarrierRow } from './carriers';
import { checkDomain, domainProblems, signatureWords, systemResolver, type DomainCheck } from './domain';
import { remembering } from './remembering';

/** What decides how mail of a campaign is authenticated. */
export type MailSource = {
  from_email: string | null;
  providers: CarrierRow[] | null;
  key_domains: string[] | null;
};

/** drizzle's `sql` or a connection's own. */
type Tag<Fragment> = (text: TemplateStringsArray, ...values: string[]) => Fragment;

/** The columns of a `MailSource` beside its sender's address. */
export const carrierColumns = <Fragment>(tag: Tag<Fragment>, tenant: string): Fragment => tag`
  (select jsonb_agg(jsonb_build_object('name', p.name, 'kind', p.kind, 'domain', p.settings ->> 'domain') order by p.priority, p.id)
    from sending_providers p where p.tenant_id = ${tenant} and p.channel = 'email' and p.enabled and p.deleted_at is null) as providers,
  (select array_agg(k.domain) from dkim_keys k where k.tenant_id = ${tenant} and k.deleted_at is null and k.published_at is not null) as key_domains`;

/** The domain, and behind it those that services sign for, parted by spaces. */
const domains = remembering<DomainCheck>((names) => {
  const [domain = '', ...others] = names.split(' ');
  return checkDomain(domain, systemResolver(), others);
});

export interface Authentication {
  found: DomainCheck;
  /** Who signs, in words. */
  signing: string;
  problems: Preflight['problems'];
}

/** What DNS says of the domain that mail comes from; null when nothing leaves the sandbox. `anew`: not what was said minutes ago. */
export async function authentication(
  { from_email, providers, key_domains }: MailSource,
  now: number,
  anew = false,
): Promise<Authentication | null> {
  const domain = from_email?.split('@').at(-1)?.toLowerCase();
  const carried = domain ? carriersOf(domain, providers ?? [], key_domains ?? []) : null;
  if (!domain || !carried) return null;
  const found = await domains([domain, ...carried.domains].join(' '), now, anew);
  return { found, signing: signatureWords(carried.carriers), problems: domainProblems(found, carried.carriers) };
}

/** What blocks a campaign by its sender's domain. Nothing is refused for what may have been mended since it was said. */
export async function authenticationBlocks(
  ctx: TxCtx,
  { channel, senderId }: CampaignRow,
): Promise<Preflight['problems']> {
  if (channel !== 'email') return [];
  const [source] = await ctx.tx.execute<MailSource>(sql`
    select s.from_email, ${carrierColumns(sql, ctx.tenant)} from senders s
    where s.tenant_id = ${ctx.tenant} and s.deleted_at is null and ${senderId ? sql`s.id = ${senderId}` : sql`s.is_default`}`);
  if (!source) return [];
  const now = ctx.clock.now().getTime();
  const blocking = async (anew: boolean) =>
    ((await authentication(source, now, anew))?.problems ?? []).filter(({ level }) => level === 'blocks');
  const said = await blocking(false);
  return said.length === 0 ? said : blocking(true);
}
