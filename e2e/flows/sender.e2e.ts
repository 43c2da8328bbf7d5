import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { pages } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, draftCampaign, importPeople, ownTenant, type OwnTenant } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

type Senders = { items: { id: string; fromEmail: string }[] };

/** A second name of the organisation's own address here. */
async function secondSender({ api, slug }: OwnTenant) {
  const [usual] = (await call<Senders>(api, 'GET', '/senders')).items;
  const fromEmail = `${slug}.events@${usual?.fromEmail.split('@')[1]}`;
  return call<{ id: string; fromEmail: string }>(api, 'POST', '/senders', { fromName: 'Events Team', fromEmail });
}

test('a campaign comes from the sender that was chosen for it, and that sender is not deleted unawares', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'senders', 'Alumni Office');
  await importPeople(own.api, 1);
  const id = await draftCampaign(own.api, 'Summer party');
  await signIn(page, own.slug, own.admin);
  const message = page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /Message/ });
  await page.goto(pages.campaign(own.slug, id));
  await message.click();
  await expect(page.getByLabel('Topic')).toHaveCount(0);
  // With one sender there is nothing to choose.
  await expect(page.getByLabel('From', { exact: true })).toHaveCount(0);
  const sender = await secondSender(own);
  await page.goto(pages.campaign(own.slug, id));
  await message.click();
  await page.getByLabel('From', { exact: true }).selectOption(sender.id);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: how it is sent' }).click();
  await page.getByRole('button', { name: 'Next: check and send' }).click();
  await expect(page.getByText('Saved as a draft')).toBeVisible();

  await page.goto(`/${own.slug}/settings/providers`);
  await page.getByRole('button', { name: `More for ${sender.fromEmail}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Delete the sender Events Team' });
  await expect(dialog).toContainText('One campaign comes from Events Team');
  await expect(dialog).toContainText('“Summer party”');
  await expect(dialog.getByRole('button', { name: 'Delete sender anyway' })).toBeEnabled();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await call(own.api, 'POST', `/campaigns/${id}/launch`);
  const status = async () => (await call<{ status: string }>(own.api, 'GET', `/campaigns/${id}`)).status;
  await until('the campaign to end', async () => (await status()) === 'completed', 60_000);
  await page.goto(pages.campaign(own.slug, id));
  await expect(page.getByText('from Events Team')).toBeVisible();
  await expectAccessible(page);
  const caught = await caughtFor(own.api, 'ada-0@example.org');
  const { headers } = await call<{ headers: { name: string; value: string }[] }>(
    ...([own.api, 'GET', `/sandbox/messages/${caught}`] as const),
  );
  expect(headers.find(({ name }) => name === 'From')?.value).toContain(`<${sender.fromEmail}>`);

  const again = await call<{ id: string }>(own.api, 'POST', `/campaigns/${id}/clone`, { name: 'Winter party' });
  await page.goto(`/${own.slug}/settings/providers`);
  await page.getByRole('button', { name: `More for ${sender.fromEmail}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete sender anyway' }).click();
  await expect(page.getByText(`Deleted ${sender.fromEmail}`)).toBeVisible();
  await page.goto(pages.campaign(own.slug, again.id));
  await expect(page.getByText(/^The sender Events Team <.*> was deleted/)).toBeVisible();
  await message.click();
  await expect(page.getByLabel('From', { exact: true })).toContainText('(deleted)');
  await page.getByLabel('From', { exact: true }).selectOption('');
  await expectAccessible(page);
});

test('a provider that senders rest on is turned off only by who was told what becomes of their mail', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'off', 'Alumni Office');
  await call(own.api, 'POST', '/providers', { name: 'Main', configuration: { kind: 'sendgrid', apiKey: 'x' } });
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/settings/providers`);
  const turn = async (name: 'Turn off' | 'Turn on') => {
    await page.getByRole('button', { name: 'More for Main' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const state = page.getByRole('list', { name: 'Providers for Email' }).getByText('Off', { exact: true });
  await turn('Turn off');
  const dialog = page.getByRole('alertdialog', { name: 'Turn off the provider Main' });
  await expect(dialog).toContainText('will go to the sandbox and reach nobody');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(state).toHaveCount(0);
  await turn('Turn off');
  await dialog.getByRole('button', { name: 'Turn off anyway' }).click();
  await expect(state).toBeVisible();
  await turn('Turn on');
  await expect(state).toHaveCount(0);
});
