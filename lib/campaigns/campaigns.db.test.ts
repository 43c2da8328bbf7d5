import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createContact, updateContact } from '@/lib/contacts';
import { startDelivery } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { draft, granted, people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  cancelCampaign,
  getCampaign,
  launchCampaign,
  listRecipients,
  pauseCampaign,
  planCampaign,
  preflightCampaign,
  resumeCampaign,
} from '.';
import { addsUp } from './queries';

const database = await testDatabase();
const sink = await smtpSink();
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
let delivery: { stop(): Promise<void> } | null = null;
const deliver = async () => {
  delivery = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(sink.url)) });
};
afterEach(async () => {
  await delivery?.stop();
  delivery = null;
  sink.refuse = () => null;
  sink.delayMs = 0;
  sink.received.length = 0;
});
afterAll(async () => {
  await (await runner).stop();
  await sink.close();
});

const ended = (ctx: Ctx, id: string) =>
  until('the campaign to end', async () => {
    const c = await getCampaign(ctx, { id });
    return c.status === 'completed' ? c : null;
  });
const planned = (ctx: Ctx, id: string, n: number) =>
  until('the plan', async () => {
    const c = await getCampaign(ctx, { id });
    return c.plannedAt && c.totals.planned === n ? c : null;
  });

describe('a campaign', () => {
  it('reaches each person once over real SMTP, and its six terms add up to the plan', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 25);
    await createContact(ctx, { email: 'never-asked@example.org' });
    await createContact(ctx, { email: 'left@example.org', consents: [...granted, { ...granted[0]!, granted: false }] });
    sink.refuse = (to) =>
      to === 'p3@example.org'
        ? { code: 550, text: '5.1.1 no such user' }
        : to === 'p4@example.org'
          ? { code: 451, text: '4.3.0 later' }
          : null;
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await deliver();
    const after = await until('all but one to end', async () => {
      const c = await getCampaign(ctx, { id });
      return c.plannedAt && c.totals.inProgress === 0 ? c : null;
    });
    expect(after.totals).toMatchObject({
      planned: 27,
      sent: 23,
      skipped: 2,
      failed: 1,
      deferred: 1,
      uncertain: 0,
      inProgress: 0,
    });
    expect(after.skippedBy).toEqual({ no_consent: 1, consent_withdrawn: 1 });
    expect(addsUp(after.totals)).toBe(true);
    expect([...sink.counts().values()].every((n) => n === 1)).toBe(true);
    expect(sink.counts().size).toBe(23);
    const [failed] = (await listRecipients(ctx, { id, outcome: 'failed' })).items;
    expect(failed).toMatchObject({
      address: 'p3@example.org',
      reason: '5.1.1',
      error: expect.stringContaining('no such user'),
    });
    const skipped = (await listRecipients(ctx, { id, outcome: 'skipped', reason: 'no_consent' })).items;
    expect(skipped).toMatchObject([
      {
        address: 'never-asked@example.org',
        rule: 'consent',
        steps: [{ result: 'passed' }, { result: 'passed' }, { rule: 'consent', result: 'stops' }],
      },
    ]);
  });

  it('carries the headers and tracked links that a mailing owes its reader', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await deliver();
    await ended(ctx, id);
    const raw = sink.received[0]?.raw ?? '';
    expect(raw).toMatch(
      /^List-Unsubscribe: <http:\/\/localhost:3000\/t\/u\/[\w-]+>, <mailto:unsubscribe\+[a-z2-7]+@mail\.localhost>\r$/m,
    );
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(raw).toMatch(/^Reply-To: reply\+[a-z2-7]{48}@mail\.localhost\r$/m);
    expect(raw).toMatch(/^Subject: Dear Person 0\r$/m);
    const body = raw.replace(/=\r\n/g, '').replace(/=3D/g, '=');
    expect(body).toContain('Hello Person 0');
    expect(body).toMatch(/href="http:\/\/localhost:3000\/t\/c\/[\w-]+"/);
    expect(body).toMatch(/src="http:\/\/localhost:3000\/t\/o\/[\w-]+"/);
    expect(body).toContain('Unsubscribe');
  });

  it('hands nothing over while paused, goes on where it stood, and sends to nobody twice', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 10);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id, 10);
    await pauseCampaign(ctx, { id });
    await deliver();
    await new Promise((done) => setTimeout(done, 300));
    expect(sink.received).toEqual([]);
    await expect(pauseCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    await resumeCampaign(ctx, { id });
    expect((await ended(ctx, id)).totals).toMatchObject({ planned: 10, sent: 10 });
    expect([...sink.counts().values()]).toEqual(Array(10).fill(1));
  });

  it('skips the rest when cancelled, and says so', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 5);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id, 5);
    const after = await cancelCampaign(ctx, { id });
    expect(after).toMatchObject({
      status: 'cancelled',
      totals: { planned: 5, skipped: 5, inProgress: 0 },
      skippedBy: { cancelled: 5 },
    });
  });

  it('asks the gate again at hand-over: who left since the plan is not sent to', async () => {
    const { ctx, slug } = await testTenant(database);
    const [first] = await people(ctx, 3);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id, 3);
    await database.owner
      .tags`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${first ?? ''}, 'email', 'marketing', false, 'one_click', now() + interval '1 second')`;
    await deliver();
    expect((await ended(ctx, id)).totals).toMatchObject({ planned: 3, sent: 2, skipped: 1 });
    expect(sink.counts().has('p0@example.org')).toBe(false);
  });

  it('sends to the address that the gate judged, also when it changed since the plan', async () => {
    const { ctx, slug } = await testTenant(database);
    const [first] = await people(ctx, 1);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id, 1);
    await updateContact(ctx, { id: first ?? '', email: 'moved@example.org' });
    await database.owner
      .tags`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, 'p0@example.org', 'complaint')`;
    await deliver();
    await ended(ctx, id);
    expect([...sink.counts().keys()]).toEqual(['moved@example.org']);
    expect((await listRecipients(ctx, { id })).items).toMatchObject([
      { address: 'moved@example.org', outcome: 'sent' },
    ]);
  });

  it('cancelled while messages are on the wire leaves none of them waiting', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 3);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id, 3);
    let cancelled: Promise<unknown> | null = null;
    sink.refuse = () => {
      cancelled ??= cancelCampaign(ctx, { id });
      return { code: 451, text: '4.3.0 later' };
    };
    sink.delayMs = 300;
    await deliver();
    const after = await until('everything to end', async () => {
      const c = await getCampaign(ctx, { id });
      return cancelled && c.totals.skipped === 3 ? c : null;
    });
    expect(after).toMatchObject({
      status: 'cancelled',
      totals: { planned: 3, skipped: 3, deferred: 0, inProgress: 0 },
    });
  });

  it('launched twice at once is launched once', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 2);
    const id = await draft(ctx);
    const results = await Promise.allSettled([launchCampaign(ctx, { id }), launchCampaign(ctx, { id })]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('tells beforehand who would get it, who not, and what is missing', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 2);
    await createContact(ctx, { email: 'nameless@example.org', consents: granted });
    await createContact(ctx, { email: 'never-asked@example.org' });
    const report = await preflightCampaign(ctx, { id: await draft(ctx) });
    expect(report).toMatchObject({
      audience: 4,
      willSend: 3,
      excluded: [{ rule: 'consent', reason: 'no_consent', people: 1 }],
      merge: [{ variable: 'contact.first_name', empty: 1 }],
    });
    expect(report.problems.some((p) => p.level === 'blocks')).toBe(false);
  });
});
