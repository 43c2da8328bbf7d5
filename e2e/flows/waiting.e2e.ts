import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { pages } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, draftCampaign, importPeople, ownTenant } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

interface Seen {
  status: string;
  totals: { sent: number; deferred: number };
}

test('who waits for a rule is seen with it, gets the paused campaign from another sender, and goes when the rule is gone', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'waits', 'Alumni Office');
  await importPeople(own.api, 3);
  const { items } = await call<{ items: { fromEmail: string }[] }>(own.api, 'GET', '/senders');
  const fromEmail = `${own.slug}.events@${items[0]?.fromEmail.split('@')[1]}`;
  const sender = await call<{ id: string }>(own.api, 'POST', '/senders', { fromName: 'Events Team', fromEmail });
  const action = { messages: 1, seconds: 86_400, per: 'organisation' };
  const rule = await call<{ id: string }>(own.api, 'POST', '/sending-rules', {
    ...{ name: 'Warm up', rule: { type: 'capacity', action } },
  });
  const id = await draftCampaign(own.api, 'Summer party');
  await call(own.api, 'POST', `/campaigns/${id}/launch`);
  const seen = () => call<Seen>(own.api, 'GET', `/campaigns/${id}`);
  await until('two to wait', async () => (await seen()).totals.deferred === 2, 60_000);
  await signIn(page, own.slug, own.admin);
  await page.goto(pages.campaign(own.slug, id));
  await expect(page.getByRole('heading', { name: 'Why 2 wait' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'List of 2: The capacity is used up for now' }).click();
  await expect(page.getByText(/Warm up is used up until/)).toHaveCount(2);
  await expectAccessible(page);

  await page.goto(pages.campaign(own.slug, id));
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('From', { exact: true }).selectOption(sender.id);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(dialog.getByText(`Who did not get it yet gets it from Events Team <${fromEmail}>.`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('from Events Team')).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();

  await call(own.api, 'DELETE', `/sending-rules/${rule.id}`);
  await page.getByRole('button', { name: 'Ask again now' }).click();
  const ask = page.getByRole('alertdialog', { name: 'Ask about 2 people again' });
  await expectAccessible(page);
  await ask.getByRole('button', { name: 'Ask again now' }).click();
  await expect(page.getByText('Asking about 2 people again')).toBeVisible();
  await until('the campaign to end', async () => (await seen()).status === 'completed', 60_000);
  const names = await Promise.all(
    [0, 1, 2].map(async (n) => {
      const caught = await caughtFor(own.api, `ada-${n}@example.org`);
      const { headers } = await call<{ headers: { name: string; value: string }[] }>(
        ...([own.api, 'GET', `/sandbox/messages/${caught}`] as const),
      );
      return headers.find(({ name }) => name === 'From')?.value.includes(fromEmail);
    }),
  );
  expect(names.filter(Boolean)).toHaveLength(2);
});
