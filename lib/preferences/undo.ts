import type { Purpose } from '@/lib/contacts/vocabulary';
import type { LinkTx } from './link';
import type { Held, Recipient } from './recipient';

/** What was wanted before an unsubscription, and comes back with it taken back. */
export interface Undo {
  purposes: Purpose[];
  /** Wanted alone; with all mailings the topics come back by themselves. */
  topics: { id: string; name: string }[];
}

/** Every source of an unsubscription, less what was chosen box by box on the preference page. */
const boxByBox = 'Preference page';

/**
 * What leaving the message's topic brings back: all that the last unsubscription took, when it came by this very message,
 * nothing is wanted now and nothing was said since. Null when there is nothing to bring back.
 */
export async function undoable(
  { sql, tenant, messageId, now }: LinkTx,
  { contactId, channel, owned, topicId }: Recipient,
  held: Held,
): Promise<Undo | null> {
  if ([...held.purposes, ...held.topics].some(({ granted }) => granted)) return null;
  const [found] = await sql<{ marketing: boolean; service: boolean; topics: Undo['topics'] }[]>`
    with lines as (
      select id, purpose, topic_id, granted, source, source_detail, actor, occurred_at from contact_consents
      where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel}),
    w as (select * from lines where purpose = 'marketing' order by occurred_at desc, id desc limit 1),
    b as (select l.* from lines l, w where l.purpose = 'marketing' and l.id <> w.id order by l.occurred_at desc, l.id desc limit 1),
    s as (select * from lines where purpose = 'service' order by occurred_at desc, id desc limit 1),
    alone as (
      select distinct on (l.topic_id) l.topic_id, l.granted, l.occurred_at, l.id from lines l, w
      where l.topic_id is not null and (l.occurred_at, l.id) < (w.occurred_at, w.id) order by l.topic_id, l.occurred_at desc, l.id desc)
    select coalesce((select granted from b), false) as marketing,
      exists (select 1 from s where not s.granted and s.actor = w.actor and s.source = w.source and s.occurred_at = w.occurred_at) as service,
      (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) order by t.position, t.id), '[]')
        from alone a join topics t on t.tenant_id = ${tenant} and t.id = a.topic_id
        where a.granted and t.id is distinct from ${topicId}::uuid and not exists (select 1 from b where (b.occurred_at, b.id) > (a.occurred_at, a.id))) as topics
    from w where not w.granted and w.actor = ${`public:${messageId}`} and w.source in ('one_click', 'inbound', 'preference_page')
      and w.source_detail is distinct from ${boxByBox}
      and not exists (select 1 from lines l where l.topic_id is not null and (l.occurred_at, l.id) > (w.occurred_at, w.id))
      and not exists (select 1 from email_suppressions e where e.tenant_id = ${tenant} and e.address = ${owned} and e.channel in ('all', ${channel})
        and e.reason = 'unsubscribe' and e.deleted_at is null and (e.expires_at is null or e.expires_at > ${now}) and e.message_id is distinct from ${messageId}::uuid)`;
  if (!found) return null;
  const purposes: Purpose[] = [
    ...(found.marketing ? (['marketing'] as const) : []),
    ...(found.service ? (['service'] as const) : []),
  ];
  const topics = found.marketing ? [] : found.topics;
  return purposes.length + topics.length > 0 ? { purposes, topics } : null;
}
