import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { providerKinds } from '@/lib/sending/vocabulary';
import { testDatabase } from '@/lib/testing/database';
import { hookProvider, hookSamples, snsPem } from '@/lib/testing/hook-kinds';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { receiveHook } from './receive';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const now = new Date();
const at = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1000);
const options = { clock: fixedClock(now), fetch: () => Promise.resolve(snsPem) };
const kinds = Object.keys(hookSamples);

/** An organisation with a provider of that kind, and messages of its channel, each to a person of their own. */
async function arranged(kind: string) {
  const t = await testTenant(database);
  const provider = await hookProvider(t, kind);
  let count = 0;
  const message = async (status: string) => {
    const sent = await sentMessage(database, t.slug, { sentAt: at(100), status });
    count += 1;
    const address = provider.channel === 'email' ? sent.email : `+4917012345${10 + count}`;
    await sql`update pipeline_messages set channel = ${provider.channel}, recipient_address = ${address}, error_code = ${status === 'uncertain' ? 'no_answer' : null}
      where tenant_id = ${t.slug} and id = ${sent.messageId}`;
    return { ...sent, address, ...provider.bodies(sent.messageId, at) };
  };
  const tell = async (body: string, messageId: string) =>
    (await receiveHook(kind, provider.id, provider.requestOf(body, messageId, now), options)).taken;
  const rowOf = async (id: string) =>
    (await sql`select * from pipeline_messages where tenant_id = ${t.slug} and id = ${id}`)[0];
  const keptOf = async (id: string) =>
    (await sql`select event from pipeline_delivery_logs where tenant_id = ${t.slug} and message_id = ${id}`).map(
      (row) => String(row['event']),
    );
  return { ...t, provider, message, tell, rowOf, keptOf };
}

it('every provider but a bare mail server, a push service and the sandbox can tell what became of messages', () => {
  const untelling: readonly string[] = ['smtp', 'push', 'sandbox'];
  expect(kinds.toSorted()).toEqual(providerKinds.filter((kind) => !untelling.includes(kind)).toSorted());
});

describe.each(kinds)('what %s tells', (kind) => {
  it('ends in the same row and the same suppressions, in whatever order and however often it comes', async () => {
    const t = await arranged(kind);
    const { accepted, others } = t.provider.bodies('', at);
    const length = 2 * (accepted.length + others.length);
    const order = fc.shuffledSubarray(
      Array.from({ length }, (_, i) => i % (length / 2)),
      { minLength: length, maxLength: length },
    );
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(order, async (indexes) => {
        const one = await t.message('uncertain');
        const bodies = [...one.accepted, ...one.others];
        let taken = 0;
        for (const i of indexes) taken += await t.tell(bodies[i]!, one.messageId);
        const kept = await t.keptOf(one.messageId);
        expect(taken).toBe(kept.length);
        expect(kept.filter((event) => event !== 'accepted').toSorted()).toEqual(t.provider.kept.toSorted());
        const row = await t.rowOf(one.messageId);
        const { status, sent_at, delivered_at, opened_at, bounced_at, complained_at } = row!;
        const { unsubscribed_at, error_code, error_message } = row!;
        const listed =
          await sql`select reason, created_at from email_suppressions where tenant_id = ${t.slug} and address = ${one.address} order by reason`;
        const said =
          await sql`select purpose, granted from contact_consent_state where tenant_id = ${t.slug} and contact_id = ${one.contactId} and channel = ${t.provider.channel} order by purpose`;
        const stamps = { sent_at, delivered_at, opened_at, bounced_at, complained_at, unsubscribed_at };
        ends.add(JSON.stringify({ status, stamps, error_code, error_message, listed, said }));
      }),
      { numRuns: 8 },
    );
    expect([...ends]).toHaveLength(1);
  });

  it('settles a doubt by no more than that the message was taken, and then is no news', async () => {
    const t = await arranged(kind);
    for (const i of t.provider.bodies('', at).accepted.keys()) {
      const [doubtful, known] = [await t.message('uncertain'), await t.message('sent')];
      expect(await t.tell(doubtful.accepted[i]!, doubtful.messageId)).toBe(1);
      expect(await t.rowOf(doubtful.messageId)).toMatchObject({ status: 'sent', error_code: null, sent_at: now });
      expect(await t.tell(doubtful.accepted[i]!, doubtful.messageId)).toBe(0);
      expect(await t.tell(known.accepted[i]!, known.messageId)).toBe(0);
      expect(await t.keptOf(known.messageId)).toEqual([]);
    }
  });
});

describe('what the organisation’s own server tells', () => {
  it('is believed by its signature over id, second and body, and is no news under the same id', async () => {
    const t = await arranged('webhook');
    const { messageId, others } = await t.message('sent');
    const body = others[1]!;
    const good = t.provider.requestOf(body, messageId, now);
    const other = (given: Record<string, string>) => (name: string) => given[name] ?? good.header(name);
    for (const forged of [
      { ...good, raw: Buffer.from(body.replace('bounced', 'complained')) },
      { ...good, header: other({ 'webhook-id': 'msg_other' }) },
      { ...good, header: other({ 'webhook-timestamp': String(Math.floor(now.getTime() / 1000) - 1) }) },
      { ...good, header: other({ 'webhook-signature': 'v1,AAAA' }) },
      { ...good, header: () => null },
      t.provider.requestOf(body, messageId, at(25 * 3600)),
    ])
      await expect(receiveHook('webhook', t.provider.id, forged, options)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await t.keptOf(messageId)).toEqual([]);
    expect(await t.tell(body, messageId)).toBe(1);
    expect(await t.tell(body, messageId)).toBe(0);
    expect(await t.rowOf(messageId)).toMatchObject({
      ...{ status: 'bounced', bounced_at: at(60), error_message: 'Nobody of that name lives there' },
    });
  });

  it('is nothing where it sends back what we sent', async () => {
    const t = await arranged('webhook');
    const { messageId } = await t.message('uncertain');
    const ours = JSON.stringify({ type: 'message.send', timestamp: now, data: { id: messageId, to: 'x', body: 'y' } });
    expect(await t.tell(ours, messageId)).toBe(0);
    expect(await t.rowOf(messageId)).toMatchObject({ status: 'uncertain' });
  });
});
