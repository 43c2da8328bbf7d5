import { sql } from 'drizzle-orm';
import { gateFacts, decide } from '@/lib/pipeline';
import type { Channel } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import { systemTags } from '@/lib/platform/db/system';
import { config } from '@/lib/platform/config';
import { getTemplate } from '@/lib/templates';
import { audiencePage } from './audience';
import { findCampaign } from './queries';
import { CampaignRef, Preflight } from './schema';

const batch = 10_000;
const columns: Record<string, string> = { 'contact.first_name': 'first_name', 'contact.last_name': 'last_name', 'contact.phone': 'phone_e164', 'contact.language': 'language' };

type Excluded = Preflight['excluded'];

/** How many of these people have nothing to fill a variable with. */
async function countEmpty(tags: ReturnType<typeof systemTags>, tenant: string, ids: string[], variable: string): Promise<number> {
  const column = columns[variable];
  const key = variable.startsWith('contact.attributes.') ? variable.slice('contact.attributes.'.length) : null;
  if (!column && !key) return 0;
  const value = key ? tags`attributes ->> ${key}` : tags`${tags(column ?? '')}`;
  const [row] = await tags<{ n: number }[]>`select count(*)::int as n from contacts where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and coalesce(${value}, '') = ''`;
  return row?.n ?? 0;
}

/** What would happen if the campaign were sent now, over the real audience; nothing is written. */
export const preflightCampaign = query({
  name: 'campaigns.preflight',
  summary: 'Who would get it, who would not and why, and what is missing',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/preflight' },
  input: CampaignRef,
  output: Preflight,
  async run(ctx, { id }) {
    const campaign = await findCampaign(ctx, id);
    const template = await getTemplate(ctx, { id: campaign.templateId });
    const [sender] = await ctx.tx.execute<{ from_email: string }>(sql`select from_email from senders where tenant_id = ${ctx.tenant} and is_default and deleted_at is null`);
    const tags = systemTags(ctx.services);
    const variables = template.variables.filter((v) => v in columns || v.startsWith('contact.attributes.'));
    const excluded = new Map<string, Excluded[number]>();
    const empty = new Map<string, number>(variables.map((v) => [v, 0]));
    let audience = 0;
    let willSend = 0;
    for (let after: string | null = null; ; ) {
      const ids: string[] = await audiencePage(tags, ctx.tenant, id, after, batch);
      const going: string[] = [];
      for (const person of await gateFacts(tags, ctx.tenant, ids, campaign.channel as Channel, campaign.purpose)) {
        const verdict = decide(person, { purpose: campaign.purpose, transactional: false });
        if (verdict.decision === 'send') going.push(person.contactId);
        else {
          const entry = excluded.get(verdict.reason) ?? { rule: verdict.rule, reason: verdict.reason, people: 0 };
          excluded.set(verdict.reason, { ...entry, people: entry.people + 1 });
        }
      }
      for (const variable of variables) empty.set(variable, (empty.get(variable) ?? 0) + (await countEmpty(tags, ctx.tenant, going, variable)));
      audience += ids.length;
      willSend += going.length;
      after = ids.at(-1) ?? null;
      if (ids.length < batch) break;
    }
    const merge = [...empty].map(([variable, n]) => ({ variable, empty: n }));
    return { audience, willSend, excluded: [...excluded.values()].sort((a, b) => b.people - a.people), merge, problems: problemsOf(willSend, template.problems, merge, sender?.from_email) };
  },
});

function problemsOf(willSend: number, template: readonly { part: string; line: number; message: string }[], merge: Preflight['merge'], from: string | undefined): Preflight['problems'] {
  const problems: Preflight['problems'] = [];
  if (!from) problems.push({ level: 'blocks', message: 'There is no sender address. Add one under Settings.' });
  if (willSend === 0) problems.push({ level: 'blocks', message: 'Nobody would get this. Choose other segments, or see below why people are left out.' });
  for (const p of template) problems.push({ level: 'warns', message: `${p.part}, line ${p.line}: ${p.message}` });
  for (const { variable, empty } of merge) if (empty > 0) problems.push({ level: 'warns', message: `${variable} is empty for ${empty.toLocaleString('en')} of ${willSend.toLocaleString('en')} people. Give it a default in the template.` });
  if (!config().smtpUrl) problems.push({ level: 'warns', message: 'No SMTP server is set: messages go to the sandbox, where you can open them, and to nobody else.' });
  return problems;
}
