import { call } from '@/lib/testing/main-job';
import { tracking } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, draftCampaign, importPeople, linkToken, ownTenant, totalsOf } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

test('a message is tried in one’s own mailbox and a colleague’s before anybody gets it, and nothing of that counts', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const own = await ownTenant(baseURL, 'try');
  const { slug, api, admin } = own;
  const colleague = await own.user('user');
  await importPeople(api, 2);
  const campaignId = await draftCampaign(api, 'Basis');
  await signIn(page, slug, admin);

  await page.goto(`/${slug}/campaigns/${campaignId}`);
  await page.getByRole('button', { name: 'Send a test' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send a test' });
  await expect(dialog.getByRole('checkbox', { name: /\(you\)/ })).toBeChecked();
  await dialog.getByRole('checkbox', { name: new RegExp(colleague.email) }).check();
  await expectAccessible(page);
  await dialog.getByRole('combobox', { name: 'Filled in for' }).click();
  await page.getByPlaceholder('Find').fill('Ada 1');
  await page.getByRole('option', { name: /Ada 1/ }).click();
  await dialog.getByRole('button', { name: 'Send to 2 people' }).click();
  await expect(dialog.getByText('The tests to 2 people are on their way.')).toBeVisible();
  const result = dialog.getByRole('list', { name: 'What came of it' }).getByRole('listitem');
  await expect(result.filter({ hasText: admin.email })).toContainText('Sent');
  await expect(result.filter({ hasText: colleague.email })).toContainText('filled in for Ada 1 Own');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close' }).first().click();

  const caught = await caughtFor(api, admin.email);
  const { subject } = await call<{ subject: string }>(api, 'GET', `/sandbox/messages/${caught}`);
  expect(subject).toBe('[Test] Basis for Ada 1');
  await page.goto(`/${slug}/sandbox/${caught}`);
  await expect(page.getByText(/It is a test: nothing of it is counted/)).toBeVisible();
  await expect(page.getByText('As the recipient')).toHaveCount(0);
  const token = await linkToken(api, caught);
  for (const path of [tracking.unsubscribePage(token), tracking.preferences(token)]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'This was a test' })).toBeVisible();
    await expectAccessible(page);
  }
  expect((await totalsOf(api, campaignId)).planned).toBe(0);

  const { templateId, segments } = await call<{ templateId: string; segments: { id: string }[] }>(
    api,
    'GET',
    `/campaigns/${campaignId}`,
  );
  const variant = (name: string, subject: string | null) => ({ name, templateId, subject, weight: 1 });
  const two = await call<{ id: string }>(api, 'POST', '/campaigns', {
    ...{ name: 'Two', channel: 'email', templateId, segmentIds: segments.map(({ id }) => id) },
    variants: [variant('Usual', null), variant('Short', 'Come, {{ contact.first_name }}')],
  });
  await page.goto(`/${slug}/campaigns/${two.id}`);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await dialog.getByLabel('Variant').selectOption('Short');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(result).toContainText(['variant Short']);
  await page.keyboard.press('Escape');

  await page.goto(`/${slug}/templates`);
  await page.getByRole('link', { name: 'Basis: letter' }).click();
  await page.getByLabel('Subject', { exact: true }).fill('Another');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByText('Your last changes are not in it.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByText('The test is on its way.')).toBeVisible();
  await page.route('**/templates/**', async (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 200, contentType: 'text/plain', body: 'no answer of ours' })
      : route.fallback(),
  );
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText([
    'No answer came: it may have been sent. Look into the mailbox before you send it again.',
    'The list of tests could not be read. The server did not answer. Close this and open it again.',
  ]);
  await expect(dialog.getByText('Not sent.')).toHaveCount(0);
  await expectAccessible(page);
  await page.unrouteAll();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Send a test' })).toBeFocused();
  await page.getByRole('button', { name: 'Discard' }).click();
});
