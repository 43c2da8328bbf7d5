import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('a person is added, found, tagged, changed, and says whether we may write', async ({ console: page }) => {
  const mark = `e2e${Date.now()}`;
  await page.goto(`/${tenant}/contacts`);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'New contact' }).click();
  await expect(page.getByRole('heading', { name: 'New contact' })).toBeVisible();
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'needs an email address' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('First name').fill('Zoë');
  await page.getByLabel('Last name').fill(mark);
  await page.getByRole('textbox', { name: /^Email/ }).fill(`${mark}@example.org`);
  await page.getByRole('button', { name: 'Attribute' }).click();
  await page.getByRole('combobox', { name: 'Attribute' }).fill('favourite_tree');
  await page.getByLabel('Value of favourite_tree').fill('Larch');
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('heading', { name: `Zoë ${mark}`, level: 1 })).toBeVisible();
  await expect(page.getByText('They never gave consent for marketing.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('navigation', { name: 'Parts of the contact' }).getByRole('link', { name: 'Consents' }).click();
  await page.getByLabel('How we know').fill('Told us at the reunion');
  await page.getByRole('button', { name: 'Record consent' }).click();
  await expect(page.getByText('Yes, marketing by email may go.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('First name').fill('Zoe');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await expect(page.getByRole('heading', { name: `Zoe ${mark}`, level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByText('Larch')).toBeVisible();

  await page.goto(`/${tenant}/contacts`);
  await page.getByRole('searchbox', { name: 'Find contacts' }).fill(mark);
  await expect(page).toHaveURL(new RegExp(`q=${mark}`));
  await expect(page.getByRole('row').filter({ hasText: mark })).toHaveCount(1);
  await page.getByRole('row').filter({ hasText: mark }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByLabel('Tag', { exact: true }).fill(mark);
  await page.getByRole('dialog').getByRole('button', { name: 'Add tag' }).click();
  await expect(page.getByText(`Tagged 1 person “${mark}”`)).toBeVisible();
  await page.goto(`/${tenant}/contacts?tag=${mark}`);
  await expect(page.getByRole('row').filter({ hasText: `Zoe ${mark}` })).toHaveCount(1);
});

test('two people who change the same contact both see it', async ({ console: page, context }) => {
  const mark = `both${Date.now()}`;
  const created = await page.request.post(`/api/v1/contacts?tenant=${tenant}`, {
    data: { email: `${mark}@example.org`, firstName: 'Ann', lastName: mark },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const { id } = (await created.json()) as { id: string };
  await page.goto(`/${tenant}/contacts/${id}/edit`);
  await page.getByLabel('First name').fill('Anna');
  const other = await context.newPage();
  await other.goto(`/${tenant}/contacts/${id}/edit`);
  await other.getByRole('combobox', { name: 'Country' }).click();
  await other.getByPlaceholder('Find').fill('Germany');
  await other.getByRole('option', { name: 'Germany' }).click();
  await other.getByRole('button', { name: 'Save contact' }).click();
  await expect(other.getByRole('heading', { name: `Ann ${mark}`, level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Save contact' }).click();
  await expect(page.getByText('Somebody else saved this contact meanwhile.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Country: was –, is now DE' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep mine where both changed' }).click();
  await page.getByRole('button', { name: 'Save contact' }).click();
  await expect(page.getByRole('heading', { name: `Anna ${mark}`, level: 1 })).toBeVisible();
  await expect(page.getByText('Europe/Berlin, the time zone of their country', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByRole('definition').filter({ hasText: /^DE$/ }).first()).toBeVisible();
});
