import { loadRules, rulesFor, type RuleSet } from '@/lib/compliance';
import { consentSubjects, type ConsentSubject, type Purpose } from '@/lib/contacts/vocabulary';
import { confirmationLane, gateAsk, gateFacts, openLane, planRecipients, type Recipient } from '@/lib/pipeline';
import type { Clock } from '@/lib/platform/clock';
import type { StampedFact } from '@/lib/platform/consumer';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';

interface Unconfirmed {
  id: string;
  contact_id: string;
  country: string | null;
  topic_id: string | null;
}

/** A consent that is older is not asked about any more: whoever gave it has forgotten it. */
export const askedWithinMs = 7 * 86_400_000;
const priority = 1;

/** Asks each person whose new consent has to be confirmed, once for each consent. What stands now decides, so a repeat asks nobody again. */
export async function askToConfirm(
  services: Services,
  facts: readonly Pick<StampedFact, 'tenant' | 'entityId' | 'payload'>[],
  clock: Clock,
): Promise<void> {
  const sql = systemTags(services);
  for (const tenant of new Set(facts.map((fact) => fact.tenant))) {
    const set = await loadRules(sql, tenant);
    if (!set.rules.some(({ rule }) => rule.type === 'double_opt_in')) continue;
    const ids = facts.flatMap(({ tenant: of, entityId, payload }) =>
      of !== tenant ? [] : Array.isArray(payload['ids']) ? payload['ids'].map(String) : [entityId],
    );
    for (const subject of consentSubjects)
      await askAbout(services, tenant, set, [...new Set(ids)], subject, clock.now());
  }
}

/** Of topics the newest consent is asked about; its mail names all that are wanted by then. */
async function askAbout(
  services: Services,
  tenant: string,
  set: RuleSet,
  ids: string[],
  subject: ConsentSubject,
  now: Date,
): Promise<void> {
  const purpose = subject === 'topic' ? 'marketing' : subject;
  const rules = rulesFor(set, { source: 'campaign', channel: 'email', purpose }, now);
  if (!rules.confirms) return;
  const sql = systemTags(services);
  const latest = await sql<(Unconfirmed & { source: string })[]>`
    select k.id, c.id as contact_id, c.country, k.source, k.topic_id from unnest(${ids}::uuid[]) as wanted (id)
    join contacts c on c.tenant_id = ${tenant} and c.id = wanted.id and c.deleted_at is null and c.email_normalized is not null
    join lateral (select id, granted, source, occurred_at, topic_id from contact_consents k
      where k.tenant_id = ${tenant} and k.contact_id = c.id and k.channel = 'email' and k.purpose = ${subject}
        and (k.topic_id is null or (k.granted and exists (select 1 from contact_topic_state s
          where s.tenant_id = ${tenant} and s.contact_id = c.id and s.channel = 'email' and s.topic_id = k.topic_id and s.granted)))
      order by occurred_at desc, id desc limit 1) k on k.granted
    where k.occurred_at > ${new Date(now.getTime() - askedWithinMs)}`;
  const due = latest.filter(({ country, source }) =>
    rules.of(country).double_opt_in.some((rule) => rule.action.sources.some((each) => each === source)),
  );
  if (due.length === 0) return;
  await openLane(sql, { tenant, id: confirmationLane, kind: 'consent', channel: 'email', priority });
  for (const topicId of new Set(due.map((d) => d.topic_id)))
    await askThose(
      services,
      tenant,
      due.filter((d) => d.topic_id === topicId),
      { purpose, topicId },
      now,
    );
}

/** A topic is asked about only where it stands alone: who agreed to all of marketing is asked about that. */
function isOpen({ consent, topic }: Recipient): boolean {
  if (!topic) return !consent?.confirmedAt;
  return !consent?.granted && topic.said?.granted === true && topic.said.isNewer && !topic.said.confirmedAt;
}

async function askThose(
  services: Services,
  tenant: string,
  due: readonly Unconfirmed[],
  about: { purpose: Purpose; topicId: string | null },
  now: Date,
): Promise<void> {
  const sql = systemTags(services);
  const ids = due.map((d) => d.contact_id);
  const ask = await gateAsk(sql, tenant, { source: 'consent', channel: 'email', ...about }, now);
  const people = new Map((await gateFacts(sql, tenant, ids, ask, now)).map((p) => [p.contactId, p]));
  await withSystem(services, async (tx) => {
    for (const { id, contact_id } of due) {
      const person = people.get(contact_id);
      if (!person || !isOpen(person)) continue;
      const source = {
        tenant,
        laneId: confirmationLane,
        sourceType: 'consent',
        sourceId: id,
        channel: 'email',
      } as const;
      await planRecipients(
        tx,
        { ...source, rules: ask.rules, templateId: null, templateVersionId: null },
        [person],
        now,
      );
    }
  });
}
