import { expect, it } from 'vitest';
import { createContact, removeContact } from '@/lib/contacts';
import { createSender } from '@/lib/sending';
import { createSegment } from '@/lib/segments';
import { previewTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, granted, people } from '@/lib/testing/outreach';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { createCampaign, findReaders, getCampaign, updateCampaign } from '.';
import { assign } from './variants/assign';

const database = await testDatabase({ MAIL_DOMAIN: 'mail.example' });
const sql = database.owner.tags;

/** People of whom only those at one domain are in the audience; the others come first by id. */
async function apart() {
  const t = await testTenant(database);
  await people(t.ctx, 2, 'outside.example');
  const inside = await people(t.ctx, 6, 'inside.example');
  const everybody = await draft(t.ctx);
  const { templateId, segments } = await getCampaign(t.ctx, { id: everybody });
  const rule = { all: [{ field: 'email', op: 'contains' as const, value: 'inside.example' }] };
  const { id: segmentId } = await createSegment(t.ctx, { name: 'Inside', rule });
  const { id } = await createCampaign(t.ctx, { name: 'Appeal', templateId, segmentIds: [segmentId] });
  return { ...t, inside: inside.toSorted(), id, templateId, segmentId, all: segments[0]!.id };
}
const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

it('a message is looked at as people of the audience get it, and nobody else is offered or found', async () => {
  const { ctx, id, inside, segmentId, all } = await apart();
  expect(idsOf(await findReaders(ctx, { id }))).toEqual(inside);
  expect((await findReaders(ctx, { id })).items[0]).toMatchObject({ address: expect.stringContaining('@inside') });
  const found = await findReaders(ctx, { id, q: 'Person 1' });
  expect(found.items).toMatchObject([{ name: 'Person 1', address: 'p1@inside.example' }]);
  expect((await findReaders(ctx, { id, q: 'outside.example' })).items).toEqual([]);
  // A campaign that is not stored yet: the segments that were chosen for it.
  expect(idsOf(await findReaders(ctx, { segmentIds: [segmentId] }))).toEqual(inside);
  const rest = await findReaders(ctx, { segmentIds: [all], excludedSegmentIds: [segmentId] });
  expect(rest.items.map(({ address }) => address)).toEqual(['p0@outside.example', 'p1@outside.example']);
  await removeContact(ctx, { id: inside[0]! });
  expect(idsOf(await findReaders(ctx, { id }))).toEqual(inside.slice(1));
});

it('a variant is looked at by those who get it, and not by who is kept apart', async () => {
  const { ctx, id, inside, templateId } = await apart();
  const variants = ['A', 'B'].map((name) => ({ name, templateId, subject: name }));
  await updateCampaign(ctx, { id, variants, holdoutPercent: 20 });
  const shares = { weights: [1, 1], testPercent: 100, holdoutPercent: 20 };
  for (const variant of [0, 1])
    expect(idsOf(await findReaders(ctx, { id, variant })), `variant ${variant}`).toEqual(
      inside.filter((contact) => assign(id, contact, shares).variant === variant),
    );
});

it('once it is planned, its readers are those whom a message was made for', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, contacts } = await queuedCampaign(database, slug, 5, { asleep: true });
  await people(ctx, 1, 'later.example');
  const [first, second, ...others] = contacts.toSorted();
  await sql`update campaigns set planned_at = now() where tenant_id = ${slug} and id = ${id}`;
  await sql`update pipeline_messages set status = 'skipped' where tenant_id = ${slug} and contact_id = ${first!}`;
  await sql`update pipeline_messages set variant = 1 where tenant_id = ${slug} and contact_id = ${second!}`;
  expect(idsOf(await findReaders(ctx, { id }))).toEqual([second, ...others]);
  expect(idsOf(await findReaders(ctx, { id, variant: 1 }))).toEqual([second]);
  const other = await testTenant(database);
  await expect(findReaders(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  const { id: foreign } = await createSegment(ctx, { name: 'All', rule: { all: [] } });
  expect((await findReaders(other.ctx, { segmentIds: [foreign] })).items).toEqual([]);
});

/** So many people with this name, by a segment each of which nothing is known but its members. */
async function segmentOf(t: Awaited<ReturnType<typeof testTenant>>, name: string, count: number) {
  const { id } = await createSegment(t.ctx, {
    name,
    rule: { all: [{ field: 'email', op: 'contains', value: 'nowhere.example' }] },
  });
  await sql`
    with made as (insert into contacts (tenant_id, id, email, email_normalized, display_name)
      select ${t.slug}, gen_random_uuid(), e, e, ${name} from generate_series(1, ${count}::int) n cross join lateral (select ${name} || n || '@many.example' as e) e returning id)
    insert into segment_members (tenant_id, segment_id, contact_id) select ${t.slug}, ${id}, id from made`;
  return id;
}

it('an audience whose first thousands are left out is not said to be empty: it says after how many nobody looked on', async () => {
  const t = await testTenant(database);
  const nobody = async (...names: string[]) => findReaders(t.ctx, { segmentIds: names, excludedSegmentIds: names });
  const many = await segmentOf(t, 'many', 9_999);
  expect(await nobody(many)).toEqual({ items: [], cutAfter: null });
  expect(await nobody(many, await segmentOf(t, 'more', 2))).toEqual({ items: [], cutAfter: 10_000 });
});

it('somebody is found behind hundreds of the same name who are not of the audience, by the address of its channel', async () => {
  const t = await testTenant(database);
  await segmentOf(t, 'Ada', 300);
  const inside = await segmentOf(t, 'Ada Zu', 1);
  await sql`update contacts set phone = '+44 1' where tenant_id = ${t.slug} and display_name = 'Ada Zu'`;
  const found = async (channel: 'email' | 'sms' | 'push') =>
    (await findReaders(t.ctx, { segmentIds: [inside], channel, q: 'Ada' })).items.map(({ address }) => address);
  expect(await found('email')).toEqual(['Ada Zu1@many.example']);
  expect(await found('sms')).toEqual(['+44 1']);
  expect(await found('push')).toEqual([null]);
});

it('the preview fills subject and first words in for the person who was chosen', async () => {
  const { ctx } = await testTenant(database);
  const { id: contactId } = await createContact(ctx, { email: 'a@x.example', firstName: 'Ada', consents: granted });
  const letter = {
    subject: 'For {{ contact.first_name }}',
    html: '<h1>Dear {{ contact.first_name }},</h1><p>come.</p>',
  };
  expect(await previewTemplate(ctx, { ...letter, contactId })).toMatchObject({
    ...{ subject: 'For Ada', preheader: 'Dear Ada, come.' },
  });
});

it('the preview of a campaign names it and its sender where the template does', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id: senderId } = await createSender(ctx, { fromName: 'Events', fromEmail: `${slug}.events@mail.example` });
  const subject = '{{ campaign.name }} by {{ sender.name }}';
  expect(
    await previewTemplate(ctx, { subject, campaignName: 'Gala', senderId, contactId: (await people(ctx, 1))[0] }),
  ).toMatchObject({
    subject: 'Gala by Events',
  });
  const other = await testTenant(database);
  await people(other.ctx, 1);
  expect(await previewTemplate(other.ctx, { subject, senderId })).toMatchObject({ subject: 'by' });
});
