import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { replyLanes } from '../lanes';
import { startDelivery } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

describe('a tenant with ten recipients', () => {
  it('is done before another, with thousands claimed, got as many out as the server takes in two seconds', async () => {
    const [large, small] = [await testTenant(database), await testTenant(database)];
    const server = await holdingServer();
    server.delayMs = 50; // on ten connections: 200 a second
    onTestFinished(() => server[Symbol.asyncDispose]());
    const many = await queuedCampaign(database, large.slug, 4000);
    const few = await queuedCampaign(database, small.slug, 10, { asleep: true });
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await until('the many to be on their way', () => server.bodies.length > 100);
    const before = server.bodies.length;
    await few.wake();
    const people = new Set(few.addresses);
    await until('the few', () => server.bodies.filter((to) => people.has(to)).length === 10);
    // Counted, not timed: a machine that is busy with other tests is no unfairness of ours.
    expect(server.bodies.length - before).toBeLessThan(400);
    await until('their results', async () => (await statesOf(database, few))['sent'] === 10);
    expect((await statesOf(database, many))['queued']).toBeGreaterThan(0);
  });

  it('is done before another, whose template takes long to fill, got many out', async () => {
    const [slow, small, other] = [await testTenant(database), await testTenant(database), await testTenant(database)];
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const loops =
      '{% for a in (1..16) %}{% for b in (1..16) %}{% for c in (1..16) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}';
    const many = await queuedCampaign(database, slow.slug, 600, { html: `<p>${loops}</p>` });
    const few = await queuedCampaign(database, small.slug, 10, { asleep: true });
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await until('the many to be on their way', () => server.bodies.length > 20);
    const before = server.bodies.length;
    await few.wake();
    const people = new Set(few.addresses);
    await until('the few', () => server.bodies.filter((to) => people.has(to)).length === 10);
    expect(server.bodies.length - before).toBeLessThan(150);
    // Time is what is shared, not turns: many quick ones go out beside few slow ones.
    const quick = await queuedCampaign(database, other.slug, 600);
    const slowBefore = server.bodies.filter((to) => to.endsWith(`@${slow.slug}.test`)).length;
    await until('the quick', async () => (await statesOf(database, quick))['sent'] === 600);
    const slowOnes = server.bodies.filter((to) => to.endsWith(`@${slow.slug}.test`)).length - slowBefore;
    expect(slowOnes).toBeLessThan(300);
    await sql`update pipeline_lanes set state = 'paused' where tenant_id = ${slow.slug}`;
    expect((await statesOf(database, many))['queued'] ?? 0).toBeLessThan(600);
  });

  it('answers of people do not wait behind the same tenant’s campaign', async () => {
    const { slug } = await testTenant(database);
    const sql = database.owner.tags;
    const server = await holdingServer();
    server.delayMs = 50;
    onTestFinished(() => server[Symbol.asyncDispose]());
    const campaign = await queuedCampaign(database, slug, 4000, { asleep: true });
    const answers = campaign.messages.slice(-3);
    await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, priority, due_at) values (${slug}, ${replyLanes.email}, 'inbox', 'email', 0, 'infinity')`;
    await sql`update pipeline_messages set lane_id = ${replyLanes.email}, source_type = 'inbox' where tenant_id = ${slug} and id = any(${answers}::uuid[])`;
    await queueAsArranged(sql, slug);
    await campaign.wake();
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await until('the campaign to be on its way', () => server.bodies.length > 100);
    const before = server.bodies.length;
    await sql`update pipeline_lanes set due_at = now() where tenant_id = ${slug} and id = ${replyLanes.email}`;
    await sql`select pg_notify('pipeline', ${slug})`;
    const people = new Set(campaign.addresses.slice(-3));
    await until('the answers', () => server.bodies.filter((to) => people.has(to)).length === 3, 30_000);
    expect(server.bodies.length - before).toBeLessThan(500);
    await sql`update pipeline_lanes set state = 'paused' where tenant_id = ${slug}`;
  });

  it('pausing reaches what waits at a slow server: only what its connections have still goes out', async () => {
    const { slug } = await testTenant(database);
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    await sql`update pipeline_lanes set state = 'paused'`;
    const campaign = await queuedCampaign(database, slug, 200);
    server.holding = true;
    const provider = smtpProvider(smtpSettings(`${server.url}?connections=3`));
    const worker = await startDelivery(database.services, { provider, pace: { housekeepingMs: 100 } });
    onTestFinished(() => worker.stop());
    await until('its connections to be busy', () => server.bodies.length === 3);
    await sql`update pipeline_lanes set state = 'paused' where id = ${campaign.id}`;
    await until('rest', async () => ((await statesOf(database, campaign))['sending'] ?? 0) <= 6);
    server.release();
    await until('the end', async () => !(await statesOf(database, campaign))['sending']);
    const states = await statesOf(database, campaign);
    // One body and, by pipelining, the envelope behind it on each of three connections.
    expect(states['sent']).toBeLessThanOrEqual(6);
    expect(states).toEqual({ sent: server.bodies.length, queued: 200 - server.bodies.length });
  });

  it('pausing reaches what is claimed: after a second nothing more goes out, and all comes back on resuming', async () => {
    const { slug } = await testTenant(database);
    const sql = database.owner.tags;
    const server = await holdingServer();
    server.delayMs = 50;
    onTestFinished(() => server[Symbol.asyncDispose]());
    const campaign = await queuedCampaign(database, slug, 1000);
    const provider = smtpProvider(smtpSettings(server.url));
    const worker = await startDelivery(database.services, { provider, pace: { housekeepingMs: 200 } });
    onTestFinished(() => worker.stop());
    await until('some to arrive', () => server.bodies.length > 50);
    await sql`update pipeline_lanes set state = 'paused' where id = ${campaign.id}`;
    await until('rest', async () => !(await statesOf(database, campaign))['sending']);
    const states = await statesOf(database, campaign);
    expect(states['queued']).toBeGreaterThan(500);
    const [row] = await sql<{ attempts: number }[]>`
      select max(attempts)::int as attempts from pipeline_messages where source_id = ${campaign.id} and status = 'queued'`;
    expect(row?.attempts).toBe(0);
    server.delayMs = 0;
    await sql`update pipeline_lanes set state = 'active', due_at = now() where id = ${campaign.id}`;
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 1000);
    const here = server.bodies.filter((to) => to.endsWith(`@${slug}.test`));
    expect(here.sort()).toEqual([...campaign.addresses].sort());
  });
});
