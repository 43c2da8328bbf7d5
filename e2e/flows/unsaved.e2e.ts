import type { Page } from '@playwright/test';
import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

const question = (page: Page) => page.getByRole('alertdialog', { name: 'Leave without saving' });
const stay = (page: Page) => question(page).getByRole('button', { name: 'Stay' });
const leave = (page: Page) => question(page).getByRole('button', { name: 'Leave without saving' });
const sidebar = (page: Page, name: string) =>
  page.getByRole('complementary', { name: 'Sidebar' }).getByRole('link', { name, exact: true });

/** A contact begun and not saved, reached from the list by a link, so that the router has a step to go back. */
async function beginContact(page: Page) {
  await page.goto(`/${tenant}/contacts`);
  await page.getByRole('link', { name: 'New contact' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New contact' })).toBeVisible();
  await page.getByLabel('First name').fill('Unsaved');
}

async function staysHere(page: Page) {
  await expect(question(page)).toBeVisible();
  await expect(stay(page)).toBeFocused();
  await stay(page).click();
  await expect(question(page)).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/contacts/new$`));
  await expect(page.getByLabel('First name')).toHaveValue('Unsaved');
}

test('a link, back, the palette and signing out ask before unsaved work is lost', async ({ console: page }) => {
  await beginContact(page);

  await sidebar(page, 'Segments').click();
  await expect(question(page)).toContainText('“New contact”');
  await expectAccessible(page);
  await staysHere(page);
  await expect(sidebar(page, 'Segments')).toBeFocused();

  await page.goBack();
  await staysHere(page);
  await page.goBack();
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toBeHidden();
  await expect(page.getByLabel('First name')).toHaveValue('Unsaved');

  await page.getByLabel('First name').focus();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search or jump to').fill('Segments');
  await page.keyboard.press('Enter');
  await staysHere(page);
  await expect(page.getByLabel('First name')).toBeFocused();

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await staysHere(page);

  await page.getByRole('link', { name: 'Cancel' }).click();
  await leave(page).click();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/contacts$`));
});

test('leaving by back goes where back leads, and forward comes to an empty form', async ({ console: page }) => {
  await beginContact(page);
  await page.goBack();
  await leave(page).click();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/contacts$`));
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1, name: 'New contact' })).toBeVisible();
  await expect(page.getByLabel('First name')).toHaveValue('');
});

test('an untouched form and a saved one are left without a question', async ({ console: page }) => {
  await page.goto(`/${tenant}/templates/new`);
  await expect(page.getByRole('button', { name: 'Create template' })).toBeVisible();
  await sidebar(page, 'Segments').click();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/segments$`));

  await page.goto(`/${tenant}/templates/new`);
  await page.getByLabel('Name', { exact: true }).fill(`Unsaved ${Date.now()}`);
  await sidebar(page, 'Segments').click();
  await stay(page).click();
  await page.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByText('Version 1 · Email')).toBeVisible();
  await sidebar(page, 'Segments').click();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/segments$`));
  await expect(question(page)).toBeHidden();
});
