import { describe, expect, it } from 'vitest';
import { bareClient } from '@/db/client';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { answerThread, getThread, keepIncoming, listPresence, sayPresence } from './index';

const database = await testDatabase();
const sql = database.owner.tags;

async function twoPeople() {
  const tenant = await testTenant(database);
  const { slug, ctx } = tenant;
  const { contactId, messageId } = await sentMessage(database, slug);
  const mail = (externalId: string) => ({
    ...{
      channel: 'email' as const,
      contactId,
      originMessageId: messageId,
      campaignId: null,
      externalId,
      inReplyTo: null,
      references: [],
    },
    ...{
      subject: 'Re: Reunion',
      body: 'Hello',
      quoted: null,
      attachments: [],
      fromName: 'Ada',
      fromAddress: 'ada@example.org',
    },
    ...{ raw: Buffer.from('x'), at: tenant.clock.now() },
  });
  const arrive = (externalId: string) => sql.begin((tx) => keepIncoming(tx, slug, mail(externalId)));
  const { threadId } = await arrive('first@example.org');
  const email = `tom@${slug}.test`;
  const [row] = await sql<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${email}, ${email}, 'Tom') returning id`;
  const id = row?.id ?? '';
  await sql`insert into tenant_users (tenant_id, user_id, roles) values (${slug}, ${id}, ${['user']})`;
  const tom: Ctx = {
    ...ctx,
    actor: {
      ...{ kind: 'user', id, name: 'Tom', email, operator: false },
      ...{ roles: [], permissions: new Set(['*']) },
    },
  };
  const newest = async () => (await getThread(ctx, { id: threadId })).messages.at(-1)?.id ?? '';
  return { ...tenant, maria: ctx, tom, threadId, newest, arrive };
}

describe('an answer that somebody else has overtaken', () => {
  it('is refused with who answered and when, nothing is half-written, and goes out once that answer was seen', async () => {
    const { maria, tom, threadId, newest, clock, slug } = await twoPeople();
    const seen = await newest();
    clock.advance(60_000);
    const toms = await answerThread(tom, { id: threadId, body: 'I take it.', afterMessageId: seen });
    clock.advance(60_000);
    await expect(answerThread(maria, { id: threadId, body: 'Me too.', afterMessageId: seen })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Tom answered this conversation at \d{4}-.*Z, after you read it/),
      fields: { afterMessageId: toms.id },
    });
    expect(await sql`select 1 from inbox_messages where tenant_id = ${slug} and direction = 'outbound'`).toHaveLength(
      1,
    );
    expect(await answerThread(maria, { id: threadId, body: 'Me too.', afterMessageId: toms.id })).toMatchObject({
      direction: 'outbound',
    });
  });

  it('counts neither the own answers nor what the contact wrote meanwhile, and nothing when not asked', async () => {
    const { maria, tom, threadId, newest, clock, arrive } = await twoPeople();
    const seen = await newest();
    clock.advance(1000);
    await answerThread(maria, { id: threadId, body: 'One.', afterMessageId: seen });
    await arrive('second@example.org');
    await answerThread(maria, { id: threadId, body: 'Two.', afterMessageId: seen });
    expect(await answerThread(tom, { id: threadId, body: 'Without looking.' })).toMatchObject({
      direction: 'outbound',
    });
  });

  it('is refused to one of two who answer at the same moment', async () => {
    const { maria, tom, threadId, newest, clock } = await twoPeople();
    const seen = await newest();
    clock.advance(1000);
    // Nothing can be written until both have looked whether somebody answered.
    const results = await sql.begin(async (tx) => {
      await tx`lock table inbox_messages in share mode`;
      const both = Promise.allSettled(
        [maria, tom].map((who) => answerThread(who, { id: threadId, body: 'Mine.', afterMessageId: seen })),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { both };
    });
    const ended = await results.both;
    expect(ended.map((it) => it.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('names a message of another conversation', async () => {
    const [one, other] = [await twoPeople(), await twoPeople()];
    for (const afterMessageId of [await other.newest(), '01990000-0000-7000-8000-000000000000'])
      await expect(answerThread(one.maria, { id: one.threadId, body: 'x', afterMessageId })).rejects.toMatchObject({
        code: 'invalid',
        fields: { afterMessageId: expect.any(String) },
      });
  });
});

describe('who looks at a conversation', () => {
  it('is told to the others, with who is writing, and every page hears of a change but not of a heartbeat', async () => {
    const { maria, tom, threadId, slug } = await twoPeople();
    const heard: string[] = [];
    const ears = bareClient(database.urls.system);
    await ears.listen('presence', (payload) => heard.push(payload));
    const say = (ctx: Ctx, activity: 'looking' | 'answering' | 'left', tab = 'a') =>
      sayPresence(ctx, { id: threadId, tab, activity });
    expect(await say(maria, 'looking')).toEqual({ others: [] });
    expect(await say(tom, 'looking')).toMatchObject({ others: [{ name: 'Test Admin', activity: 'looking' }] });
    await say(tom, 'looking');
    await say(tom, 'answering');
    expect(await listPresence(maria, { id: threadId })).toMatchObject({
      others: [{ name: 'Tom', activity: 'answering' }],
    });
    await say(tom, 'left');
    expect(await listPresence(maria, { id: threadId })).toEqual({ others: [] });
    const changes = 4; // Maria came, Tom came, Tom began to write, Tom left
    while (heard.length < changes) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual(Array.from({ length: changes }, () => `${slug} thread:${threadId}`));
    await ears.end();
    const audits = await sql`select 1 from audit_logs where tenant_id = ${slug} and action like '%presence'`;
    expect(audits).toHaveLength(0);
  });

  it('is for people of this organisation who may read the inbox', async () => {
    const one = await twoPeople();
    const other = await testTenant(database);
    const input = { id: one.threadId, tab: 'a', activity: 'looking' as const };
    await expect(sayPresence(other.ctx, input)).rejects.toMatchObject({ code: 'not_found' });
    await expect(sayPresence(one.as(['contacts:read']), input)).rejects.toMatchObject({ code: 'forbidden' });
    const key: Ctx = { ...one.maria, actor: { kind: 'apiKey', id: 'k', name: 'k', permissions: new Set(['*']) } };
    await expect(sayPresence(key, input)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await listPresence(key, { id: one.threadId })).toEqual({ others: [] });
  });
});
