import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { startDelivery } from '@/lib/pipeline';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { scriptedServer, type Script } from '@/lib/sending/smtp/scripted-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { readOutgoing, readOutlook } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

it('a server that answers and puts off all it is given is told of, also with its campaign, with its words, until it takes one', async () => {
  const { ctx, slug } = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  server.answer = '451 4.3.2 Not now';
  const campaign = await queuedCampaign(database, slug, 3);
  const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
  onTestFinished(() => worker.stop());
  const email = async () => (await readOutgoing(ctx, {})).channels.find(({ channel }) => channel === 'email');
  const outlook = () => readOutlook(ctx, { id: campaign.id });
  const tried = async () => {
    // It is noted once a second.
    await sql`update pipeline_lanes set answered_at = answered_at - interval '2 seconds' where tenant_id = ${slug}`;
    await sql`update pipeline_messages set due_at = now() - interval '1 second' where tenant_id = ${slug} and status = 'deferred'`;
    await queueAsArranged(sql, slug);
    await campaign.wake();
  };
  await until('all to be put off', async () => (await statesOf(database, campaign))['deferred'] === 3);
  const first = await until('the page to tell', async () => (await email())?.refusal);
  expect(await email()).toMatchObject({
    state: 'refusing',
    silence: null,
    refusal: { words: '451 4.3.2 Not now', mend: null },
  });
  expect(await outlook()).toMatchObject({ silence: null, refusal: first, finishAt: null });
  server.answer = '452 4.3.1 Still not';
  await tried();
  await until('its newest words', async () => (await email())?.refusal?.words === '452 4.3.1 Still not');
  expect((await email())?.refusal?.since).toBe(first.since);
  expect((await outlook()).refusal).toEqual({ since: first.since, words: '452 4.3.1 Still not', mend: null });
  server.answer = '250 2.0.0 ok';
  await tried();
  await until('all to be sent', async () => (await statesOf(database, campaign))['sent'] === 3);
  expect(await email()).toMatchObject({ state: 'idle', refusal: null });
  expect((await outlook()).refusal).toBeNull();
});

const refusing = (verb: string, reply: string): Script => ({
  offers: ['AUTH PLAIN'],
  on: (command) => (command.startsWith(verb) ? reply : command.startsWith('AUTH') ? '235 2.7.0 ok' : undefined),
});

it.each([
  ['refuses the credentials', refusing('AUTH', '535 5.7.8 Bad credentials'), '535 5.7.8 Bad credentials'],
  ['asks for others before it takes any', refusing('MAIL', '530 5.7.0 Sign in first'), '530 5.7.0 Sign in first'],
])(
  'a mail server that %s is told of as that, with who corrects them, and why people wait',
  async (_, script, words) => {
    const { ctx, slug } = await testTenant(database);
    const server = await scriptedServer(script);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const campaign = await queuedCampaign(database, slug, 2);
    const auth = { auth: { user: 'ada', pass: 'old' }, allowPlainAuth: true };
    const provider = smtpProvider({ host: '127.0.0.1', port: server.port, security: 'none', ...auth });
    const worker = await startDelivery(database.services, { provider });
    onTestFinished(() => worker.stop());
    await until('both to wait', async () => (await statesOf(database, campaign))['deferred'] === 2);
    const { channels } = await readOutgoing(ctx, {});
    const refusal = { words, mend: 'providers' };
    expect(channels.find(({ channel }) => channel === 'email')).toMatchObject({ state: 'refusing', refusal });
    expect((await readOutlook(ctx, { id: campaign.id })).refusal).toMatchObject(refusal);
    const waiting = await sql`
    select distinct error_code, error_message from pipeline_messages where tenant_id = ${slug} and source_id = ${campaign.id}`;
    expect([...waiting]).toEqual([{ error_code: 'auth', error_message: words }]);
  },
);

it('a campaign is told of a refusal that another campaign of its channel met earlier only once it meets one itself', async () => {
  const { ctx, slug } = await testTenant(database);
  const own = await queuedCampaign(database, slug, 2, { asleep: true });
  const first = { id: randomUUID() };
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${slug}, ${first.id}, 'campaign', 'email', 'infinity')`;
  await sql`update pipeline_messages set lane_id = ${first.id} where tenant_id = ${slug} and id = ${own.messages[0]!}`;
  await queueAsArranged(sql, slug);
  const earlier = '2026-11-20T09:00:00.000Z';
  const refused = (id: string, since: string, words: string) =>
    sql`update pipeline_lanes set refused_since = ${since}, refusal = ${words} where tenant_id = ${slug} and id = ${id}`;
  const refusal = async () => (await readOutlook(ctx, { id: own.id })).refusal;
  await refused(first.id, earlier, '421 4.3.2 Not now');
  expect(await refusal()).toBeNull();
  await refused(own.id, '2026-11-20T10:00:00.000Z', '451 4.3.0 Later');
  expect(await refusal()).toEqual({ since: earlier, words: '451 4.3.0 Later', mend: null });
  await sql`update pipeline_lanes set sandbox = true where tenant_id = ${slug} and id = ${first.id}`;
  expect((await refusal())?.since).toBe('2026-11-20T10:00:00.000Z');
  await sql`update campaigns set status = 'paused' where tenant_id = ${slug} and id = ${own.id}`;
  expect(await refusal()).toBeNull();
});

it('a refused sign-in is told no longer once another campaign of the channel gets through, though its own has not tried since', async () => {
  const { ctx, slug } = await testTenant(database);
  const own = await queuedCampaign(database, slug, 1, { asleep: true });
  const other = { id: randomUUID() };
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${slug}, ${other.id}, 'campaign', 'email', 'infinity')`;
  const [refusedAt, later] = ['2026-11-20T09:00:00.000Z', '2026-11-20T09:10:00.000Z'];
  const told = async () => {
    const { channels } = await readOutgoing(ctx, {});
    const [email] = channels.filter(({ channel }) => channel === 'email');
    return [(await readOutlook(ctx, { id: own.id })).refusal?.words ?? null, email?.refusal?.words ?? null];
  };
  const refuse = (words: string) =>
    sql`update pipeline_lanes set refused_since = ${refusedAt}, answered_at = ${refusedAt}, refusal = ${words} where tenant_id = ${slug} and id = ${own.id}`;
  await refuse('Sign-in refused: 535 5.7.8 no');
  expect(await told()).toEqual(['535 5.7.8 no', '535 5.7.8 no']);
  await sql`update pipeline_lanes set answered_at = ${later} where tenant_id = ${slug} and id = ${other.id}`;
  expect(await told()).toEqual([null, null]);
  await sql`update pipeline_lanes set refused_since = ${later}, refusal = '451 4.3.0 Later' where tenant_id = ${slug} and id = ${other.id}`;
  expect(await told()).toEqual([null, null]);
  await sql`update pipeline_lanes set refusal = 'Sign-in refused: 535 5.7.8 no' where tenant_id = ${slug} and id = ${other.id}`;
  expect(await told()).toEqual(['535 5.7.8 no', '535 5.7.8 no']);
  await refuse('451 4.3.0 not from you');
  expect(await told()).toEqual(['451 4.3.0 not from you', '451 4.3.0 not from you']);
});

/** Two campaigns of one organisation, each with one that waits; of each can be said what it was refused with, and when. */
async function twoCampaigns() {
  const { ctx, slug } = await testTenant(database);
  const own = await queuedCampaign(database, slug, 2, { asleep: true });
  const other = { id: randomUUID() };
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${slug}, ${other.id}, 'campaign', 'email', 'infinity')`;
  await sql`update pipeline_messages set lane_id = ${other.id} where tenant_id = ${slug} and id = ${own.messages[0]!}`;
  await queueAsArranged(sql, slug);
  const refused = ({ id }: { id: string }, words: string, since: string, answeredAt: string | null) =>
    sql`update pipeline_lanes set refused_since = ${since}, refusal = ${words}, answered_at = ${answeredAt} where tenant_id = ${slug} and id = ${id}`;
  const ofChannel = async () =>
    (await readOutgoing(ctx, {})).channels.find(({ channel }) => channel === 'email')?.refusal ?? null;
  const ofOwn = async () => (await readOutlook(ctx, { id: own.id })).refusal;
  return { own, other, refused, ofChannel, ofOwn };
}

const at = (time: string) => `2026-11-20T${time}:00.000Z`;

it('a channel is told the newest words of its servers, of who was answered as of who waits for what a provider rests for', async () => {
  const { own, other, refused, ofChannel } = await twoCampaigns();
  await refused(other, '429 Slow down', at('09:00'), null);
  await refused(own, '451 4.3.0 Later', at('09:30'), at('10:00'));
  expect((await ofChannel())?.words).toBe('451 4.3.0 Later');
  await refused(other, '429 Slow down', at('10:30'), null);
  expect((await ofChannel())?.words).toBe('429 Slow down');
});

it('what is put off and a refused sign-in begin each with the first of their own kind, on every page', async () => {
  const { own, other, refused, ofChannel, ofOwn } = await twoCampaigns();
  await refused(other, 'Sign-in refused: 535 5.7.8 no', at('09:00'), at('11:00'));
  await refused(own, '451 4.3.0 Later', at('09:30'), at('10:00'));
  expect(await ofOwn()).toEqual({ since: at('09:30'), words: '451 4.3.0 Later', mend: null });
  expect(await ofChannel()).toMatchObject({ since: at('09:00'), words: '535 5.7.8 no' });
  await refused(other, '451 4.3.0 Sooner', at('09:00'), at('09:10'));
  expect(await ofOwn()).toEqual({ since: at('09:00'), words: '451 4.3.0 Later', mend: null });
  expect(await ofChannel()).toMatchObject({ since: at('09:00'), words: '451 4.3.0 Later' });
  await refused(own, 'Sign-in refused: 535 5.7.8 no', at('10:30'), at('10:30'));
  expect(await ofOwn()).toMatchObject({ since: at('10:30'), words: '535 5.7.8 no' });
  expect(await ofChannel()).toMatchObject({ since: at('10:30'), words: '535 5.7.8 no' });
});
