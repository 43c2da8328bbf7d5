import { expect, it } from 'vitest';
import { cloneCampaign, launchCampaign, pauseCampaign } from '@/lib/campaigns';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { draft, people } from '@/lib/testing/outreach';
import { sendgrid } from '@/lib/testing/resting-sender';
import { testTenant } from '@/lib/testing/tenant';
import { createProvider, deleteProvider, providerEffect, providerReliance, updateProvider } from '..';

const database = await testDatabase();

/** One campaign for tomorrow, and one that began. */
async function organisation() {
  const t = await testTenant(database);
  await people(t.ctx, 2);
  const begun = await draft(t.ctx, 'Rehearsal');
  const { id: waits } = await cloneCampaign(t.ctx, { id: begun, name: 'Tomorrow' });
  await launchCampaign(t.ctx, { id: begun });
  await launchCampaign(t.ctx, {
    id: waits,
    scheduledAt: new Date(t.clock.now().getTime() + 86_400_000).toISOString(),
  });
  return { ...t, begun, waits };
}
const email = { channel: 'email' } as const;
const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);

it('before an organisation has its first provider it is told what is really sent then, and what stays in the sandbox', async () => {
  const { ctx, begun, waits } = await organisation();
  await pauseCampaign(ctx, { id: begun });
  const told = await providerEffect(ctx, email);
  expect(told).toEqual({
    begins: [{ id: waits, name: 'Tomorrow', waiting: 0 }],
    goesOn: [],
    stays: [{ id: begun, name: 'Rehearsal', waiting: 0 }],
    says: '“Tomorrow” has not begun yet: when it does, it is really sent. “Rehearsal” began in the sandbox and stays there to its end. Clone it to send it for real.',
  });
  expect(await providerEffect(ctx, { channel: 'sms' })).toMatchObject({ begins: [], stays: [], says: '' });
  const other = await testTenant(database);
  expect(await providerEffect(other.ctx, email)).toMatchObject({ begins: [], stays: [], says: '' });
});

it('nothing is told where a provider is on already, and all of it again before one that is off is turned on', async () => {
  const t = await organisation();
  const { id } = await sendgrid(t, 'Main');
  expect((await providerEffect(t.ctx, email)).says).toBe('');
  await updateProvider(t.ctx, { id, enabled: false, anyway: true });
  expect(names((await providerEffect(t.ctx, email)).begins)).toEqual(['Tomorrow']);
});

it('while a sandbox that was set up takes all, another provider changes nothing; what goes out once it goes is told before', async () => {
  const t = await organisation();
  await sendgrid(t, 'Main');
  const sandbox = await createProvider(t.ctx, { name: 'Rehearsals', configuration: { kind: 'sandbox' } });
  expect((await providerEffect(t.ctx, email)).says).toBe('');
  const told = await providerEffect(t.ctx, { ...email, without: sandbox.provider.id });
  expect([names(told.begins), names(told.stays)]).toEqual([['Tomorrow'], ['Rehearsal']]);
});

it('before the sandbox goes where the only other provider fails, it is told that all waits until one works', async () => {
  const t = await testTenant(database);
  const { id } = await sendgrid(t, 'Main');
  await queuedCampaign(database, t.slug, 3);
  const { provider } = await createProvider(t.ctx, { name: 'Rehearsals', configuration: { kind: 'sandbox' } });
  const gone = { ...email, without: provider.id };
  expect((await providerEffect(t.ctx, gone)).says).toContain('3 messages that still wait really go out from now on');
  await database.owner.tags`update sending_providers set state = 'failing' where tenant_id = ${t.slug} and id = ${id}`;
  expect((await providerEffect(t.ctx, gone)).says).toContain(
    '3 messages that still wait stay until a provider works; then they really go out',
  );
  await updateProvider(t.ctx, { id, enabled: false, anyway: true });
  expect((await providerEffect(t.ctx, gone)).says).toBe('');
});

it('what began with a provider that was taken away is named with who waits: it goes on for real', async () => {
  const t = await testTenant(database);
  const { id } = await sendgrid(t, 'Main');
  await queuedCampaign(database, t.slug, 3);
  await deleteProvider(t.ctx, { id, anyway: true });
  const { goesOn, says } = await providerEffect(t.ctx, email);
  expect(goesOn).toMatchObject([{ waiting: 3 }]);
  expect(says).toContain('3 messages that still wait really go out from now on');
});

it('before the sandbox takes all, what is under way is named with who waits, and what has yet to begin; once it does, nothing', async () => {
  const t = await testTenant(database);
  const rehearsal = { ...email, sandbox: true };
  expect((await providerEffect(t.ctx, rehearsal)).says).toBe('');
  await sendgrid(t, 'Main');
  await queuedCampaign(database, t.slug, 3);
  const told = await providerEffect(t.ctx, rehearsal);
  expect(told.goesOn).toMatchObject([{ waiting: 3 }]);
  expect(told.says).toContain('3 messages that still wait reach nobody while the sandbox is on');
  const { provider } = await createProvider(t.ctx, { name: 'Rehearsals', configuration: { kind: 'sandbox' } });
  expect((await providerEffect(t.ctx, rehearsal)).says).toBe('');
  await updateProvider(t.ctx, { id: provider.id, enabled: false });
  expect((await providerEffect(t.ctx, rehearsal)).goesOn).toMatchObject([{ waiting: 3 }]);
  const other = await testTenant(database);
  await sendgrid(other, 'Main');
  expect((await providerEffect(other.ctx, rehearsal)).says).toBe('');
});

it('what is in the sandbox to its end is not caught by another one', async () => {
  const t = await organisation();
  await sendgrid(t, 'Main');
  const told = await providerEffect(t.ctx, { ...email, sandbox: true });
  expect([names(told.begins), told.goesOn, told.stays]).toEqual([['Tomorrow'], [], []]);
});

it('only who sets up providers asks, and names of campaigns are for who may read them', async () => {
  const t = await organisation();
  await expect(providerEffect(t.as(['settings:read', 'campaigns:read']), email)).rejects.toMatchObject({
    code: 'forbidden',
  });
  const told = await providerEffect(t.as(['settings:write']), email);
  expect(told).toMatchObject({ begins: [], stays: [], says: expect.stringMatching(/^1 campaign has not begun yet/) });
});

it('what is in the sandbox rests on no provider', async () => {
  const t = await organisation();
  const { id } = await sendgrid(t, 'Main');
  expect(names((await providerReliance(t.ctx, { id })).campaigns)).toEqual(['Tomorrow']);
});
