import { config } from '@/lib/platform/config';
import { query } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { readTogether } from '@/lib/platform/db/read';
import type { ApprovedTemplate, PushParts } from '@/lib/templates/vocabulary';
import { instrumentHtml, instrumentText } from '@/lib/tracking';
import { withFooter } from '@/lib/pipeline';
import { CampaignReach } from '../options';
import { CampaignRef } from '../schema';
import { uncountedLinks } from '../uncounted';
import { authentication, carrierColumns, type Authentication, type MailSource } from './authentication';
import { probe, type Probe } from './probe';
import { remembering } from './remembering';

const mostLinks = 20;
const mostListed = 100;
const atOnce = 6;
const timeoutMs = 4000;

const links = remembering<Probe>((url) => probe(url, { allowPrivate: config().linkCheckPrivate, timeoutMs }));

interface Content extends MailSource {
  html: string;
  text: string;
  channel: string;
  approved: ApprovedTemplate | null;
  push: PushParts | null;
}

const linksOf = ({ html, text, channel, approved, push }: Content) => {
  if (channel === 'email') return instrumentHtml(html).links;
  if (channel === 'webhook') return [];
  if (channel === 'push') return instrumentText(push?.url ?? '').links;
  return (approved?.parameters ?? [text]).flatMap((each) => instrumentText(each).links);
};

type Unchecked = CampaignReach['unchecked'];

/** The web addresses in all that a campaign says, each once: those that can be asked, and the others with the reason. */
function webAddresses(contents: readonly Content[]): { asked: string[]; others: Unchecked } {
  const own = new URL(config().publicUrl).origin;
  const found = contents.flatMap((one) => linksOf(one).map(({ url }) => new URL(url)));
  const without = (url: URL) => url.href.slice(0, url.href.length - url.hash.length);
  const each = (urls: readonly string[], reason: Unchecked[number]['reason']) =>
    [...new Set(urls)].map((url) => ({ url, reason }));
  const all = [...new Set(found.filter((url) => url.origin !== own).map(without))];
  return {
    asked: all.slice(0, mostLinks),
    others: [
      ...each(
        contents.flatMap((one) => uncountedLinks(one, one.channel)),
        'differs',
      ),
      ...each(found.filter((url) => url.origin === own).map(without), 'own'),
      ...each(all.slice(mostLinks), 'limit'),
    ],
  };
}

const linkProblem = ({ url, note, isPrivate }: Probe) => ({
  level: 'warns' as const,
  message: isPrivate ? `The link ${url} was not checked: it ${note}.` : `The link ${url} ${note}.`,
});

/** Whether a template says itself how to leave; one that forgot gets the line at its end, but for approved ones: nothing is added to them. */
function hasOwnUnsubscribe({ html, text, approved }: Content): boolean {
  if (approved) return true;
  const after = withFooter({ subject: '', html, text });
  return after.html === html && after.text === text;
}

function wayOutOf(contents: readonly Content[]): CampaignReach['unsubscribe'] {
  const channel = contents[0]?.channel;
  if (channel === 'push') return 'button';
  if (contents.every(hasOwnUnsubscribe)) return 'template';
  return channel === 'webhook' ? 'missing' : 'added';
}

async function probeAll(urls: readonly string[], now: number): Promise<Probe[]> {
  const results: Probe[] = [];
  const queue = [...urls.entries()];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await links(next[1], now);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

const shownDomain = ({ found: { domain: name, spf, dkim, dmarc, policy }, signing }: Authentication) => ({
  ...{ name, spf, dkim, dmarc, policy, signing },
});

export const checkReach = query({
  name: 'campaigns.reach',
  summary:
    'What the world outside says: whether mail from this domain is authenticated, and whether the links lead somewhere',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/reach' },
  input: CampaignRef,
  output: CampaignReach,
  // No transaction is open while DNS and web servers take their time.
  async hot(ctx, { id }) {
    const [campaigns, contents] = await readTogether<[{ id: string }[], Content[]]>(ctx, (sql) => [
      sql`select id from campaigns where tenant_id = ${ctx.tenant} and id = ${id} and deleted_at is null`,
      sql`
        select v.body_html as html, v.body as text, v.approved, v.push, s.from_email, c.channel, ${carrierColumns(sql, ctx.tenant)}
        from campaigns c
        join templates t on t.tenant_id = c.tenant_id and (t.id = c.template_id or t.id in (
          select cv.template_id from campaign_variants cv where cv.tenant_id = ${ctx.tenant} and cv.campaign_id = c.id))
        join template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.current_version
        left join senders s on s.tenant_id = c.tenant_id and s.deleted_at is null and (s.id = c.sender_id or (c.sender_id is null and s.is_default))
        where c.tenant_id = ${ctx.tenant} and c.id = ${id}`,
    ]);
    if (campaigns.length === 0) throw notFound('campaign');
    const { asked, others } = webAddresses(contents);
    const now = ctx.clock.now().getTime();
    const [first] = contents;
    const [found, from] = await Promise.all([
      probeAll(asked, now),
      first?.channel === 'email' ? authentication(first, now) : null,
    ]);
    const unchecked: Unchecked = [
      ...found.flatMap(({ url, isPrivate }) => (isPrivate ? [{ url, reason: 'private' as const }] : [])),
      ...others,
    ];
    return {
      domain: from && shownDomain(from),
      links: found.flatMap(({ isPrivate, ...link }) => (isPrivate ? [] : [link])),
      unchecked: unchecked.slice(0, mostListed),
      linksLeftOut: Math.max(0, unchecked.length - mostListed),
      unsubscribe: wayOutOf(contents),
      problems: [...(from?.problems ?? []), ...found.filter(({ isGood }) => !isGood).map(linkProblem)],
    };
  },
});
