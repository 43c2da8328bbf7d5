import { call } from '@/lib/testing/main-job';
import { expectAccessible } from '../fixtures/axe';
import { importPeople, ownTenant } from '../fixtures/own-tenant';
import { expect, signIn, tenant, test } from '../fixtures/test';

test('a segment is built by rules with a live count, saved, and follows its people', async ({ console: page }) => {
  const mark = `s${Date.now()}`;
  const post = (n: number) =>
    page.request.post(`/api/v1/contacts?tenant=${tenant}`, {
      data: { email: `${mark}-${n}@example.org`, tags: [mark] },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
  for (const n of [1, 2, 3]) expect((await post(n)).status()).toBe(201);
  await page.goto(`/${tenant}/segments`);
  await page.getByRole('link', { name: 'New segment' }).first().click();
  await expect(page.getByRole('heading', { name: 'New segment' })).toBeVisible();
  await page.getByRole('button', { name: 'Rule', exact: true }).click();
  await expect(page.getByText('A rule is incomplete')).toBeVisible();
  await expectAccessible(page);
  // A rule that is being written stays as it is when the list of fields is left, and when the same field is taken again.
  const written = page.getByLabel('Tags: values, separated by commas');
  await written.fill(mark);
  await page.getByRole('combobox', { name: 'Field' }).click();
  await page.getByPlaceholder('Find').fill('Tag');
  await page.keyboard.press('Escape');
  await expect(page.getByPlaceholder('Find')).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'Field' })).toBeFocused();
  await expect(written).toHaveValue(mark);
  await page.getByRole('combobox', { name: 'Field' }).click();
  await page.getByRole('option', { name: /^Tags/ }).click();
  await expect(written).toHaveValue(mark);
  await expect(page.getByTestId('segment-count')).toHaveText('3');
  await expect(page.getByText(`Everybody of whom it is true that they have the tag “${mark}”.`)).toBeVisible();

  await page.getByRole('button', { name: 'Group', exact: true }).click();
  const group = page.getByRole('region', { name: 'Any of these' });
  await group.getByRole('button', { name: 'Rule', exact: true }).click();
  await group.getByRole('combobox', { name: 'Field' }).click();
  await page.getByPlaceholder('Find').fill('Email');
  await page
    .getByRole('option', { name: /^Email/ })
    .first()
    .click();
  await group.getByLabel('Email: value').fill(`${mark}-2@example.org`);
  await expect(page.getByTestId('segment-count')).toHaveText('1');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove this group' }).click();
  await expect(page.getByTestId('segment-count')).toHaveText('3');
  await page.getByLabel('Name', { exact: true }).fill(`Segment ${mark}`);
  await page.getByRole('button', { name: 'Create segment' }).click();

  await expect(page.getByRole('heading', { name: `Segment ${mark}`, level: 1 })).toBeVisible();
  await expect(page.getByText('3 people')).toBeVisible();
  await expectAccessible(page);
  expect((await post(4)).status()).toBe(201);
  await expect(page.getByText('4 people')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Evaluate now' }).click();
  await expect(page.getByText('4 people: 0 came, 0 left')).toBeVisible();

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete segment' }).click();
  await expect(page.getByText(`Deleted Segment ${mark}`)).toBeVisible();
});

test('a segment asks who left a topic, by its name', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'asked', 'Alumni Office');
  await importPeople(own.api, 3);
  const { id: topicId } = await call<{ id: string }>(own.api, 'POST', '/topics', { name: 'Events' });
  const [first] = (await call<{ items: { id: string }[] }>(own.api, 'GET', '/contacts?q=ada-0')).items;
  const left = { channel: 'email', purpose: 'topic', topicId, granted: false };
  await call(own.api, 'POST', `/contacts/${first?.id}/consents`, left);
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/segments/new`);
  await page.getByRole('button', { name: 'Rule', exact: true }).click();
  await page.getByRole('combobox', { name: 'Field' }).click();
  await page.getByPlaceholder('Find').fill('Topic by email');
  await page.getByRole('option', { name: /^Topic by email/ }).click();
  await page.getByRole('combobox', { name: 'Add a topic' }).click();
  await page.getByRole('option', { name: 'Events' }).click();
  await expect(page.getByTestId('segment-count')).toHaveText('2');
  await page.getByLabel('Topic by email: operator').selectOption('left');
  await expect(page.getByTestId('segment-count')).toHaveText('1');
  await expect(page.getByText('they left the topic “Events” by email.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Name', { exact: true }).fill('Left events');
  await page.getByRole('button', { name: 'Create segment' }).click();
  await expect(page.getByRole('heading', { name: 'Left events', level: 1 })).toBeVisible();
  await expect(page.getByText('1 person')).toBeVisible();
});
