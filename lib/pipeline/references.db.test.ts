import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase();
const sql = database.owner.tags;

type Refers = { contactId: string; laneId: string; versionId: string | null };

const campaign = async () => {
  const { slug } = await testTenant(database);
  const { id, versionId, contacts, messages } = await queuedCampaign(database, slug, 2, { asleep: true });
  return { slug, contacts, messages, refers: { contactId: contacts[0]!, laneId: id, versionId } };
};

/** All of them in one statement, as planning does. */
const insert = (tenant: string, all: Refers[]) => sql`
  insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, template_version_id, verdict_rule, step)
  select ${tenant}, m.lane, 'campaign', m.lane, m.contact, 'email', 'skipped', m.version, 'passed', 7
  from unnest(${all.map((m) => m.contactId)}::uuid[], ${all.map((m) => m.laneId)}::uuid[], ${all.map((m) => m.versionId)}::uuid[]) as m(contact, lane, version)`;

it('a message refers to a contact, a lane and a version of its own organisation, or none of its statement is stored', async () => {
  const [mine, other] = [await campaign(), await campaign()];
  const good = mine.refers;
  for (const [wrong, named] of [
    [{ ...good, contactId: other.refers.contactId }, `contact ${other.refers.contactId}`],
    [{ ...good, laneId: other.refers.laneId }, `lane ${other.refers.laneId}`],
    [{ ...good, versionId: other.refers.versionId }, `template version ${other.refers.versionId}`],
    [{ ...good, contactId: randomUUID() }, 'contact'],
  ] as const)
    await expect(insert(mine.slug, [{ ...good, contactId: mine.contacts[1]! }, { ...wrong }])).rejects.toMatchObject({
      code: '23503',
      message: expect.stringContaining(named),
    });
  expect(await sql`select 1 from pipeline_messages where tenant_id = ${mine.slug} and step = 7`).toHaveLength(0);
  await insert(mine.slug, [good, { ...good, contactId: mine.contacts[1]!, versionId: null }]);
  expect(await sql`select 1 from pipeline_messages where tenant_id = ${mine.slug} and step = 7`).toHaveLength(2);
});

it('nor can it be made to refer to another organisation’s later', async () => {
  const [mine, other] = [await campaign(), await campaign()];
  const [id] = mine.messages;
  for (const change of [
    sql`contact_id = ${other.refers.contactId}`,
    sql`lane_id = ${other.refers.laneId}`,
    sql`template_version_id = ${other.refers.versionId}`,
  ])
    await expect(
      sql`update pipeline_messages set ${change} where tenant_id = ${mine.slug} and id = ${id!}`,
    ).rejects.toMatchObject({ code: '23503' });
  await sql`update pipeline_messages set template_version_id = null where tenant_id = ${mine.slug} and id = ${id!}`;
});

it('who is deleted takes their messages along; a lane and a version that messages need stay', async () => {
  const { slug, contacts, refers } = await campaign();
  await expect(
    sql`delete from pipeline_lanes where tenant_id = ${slug} and id = ${refers.laneId}`,
  ).rejects.toMatchObject({
    code: '23503',
  });
  await expect(
    sql`delete from template_versions where tenant_id = ${slug} and id = ${refers.versionId}`,
  ).rejects.toMatchObject({ code: '23503' });
  await sql`delete from contacts where tenant_id = ${slug} and id = ${contacts[0]!}`;
  expect(await sql`select contact_id from pipeline_messages where tenant_id = ${slug}`).toEqual([
    { contact_id: contacts[1] },
  ]);
  await sql`delete from contacts where tenant_id = ${slug}`;
  await sql`delete from pipeline_queue where tenant_id = ${slug}`;
  await sql`delete from pipeline_lanes where tenant_id = ${slug} and id = ${refers.laneId}`;
});
