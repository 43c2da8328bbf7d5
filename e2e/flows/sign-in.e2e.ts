import { expectAccessible } from '../fixtures/axe';
import { admin, expect, tenant, test } from '../fixtures/test';

test('a visitor signs in where they wanted to go, and signs out', async ({ page }) => {
  await page.goto(`/${tenant}/contacts?sort=newest`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The address or the password is wrong' })).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`/${tenant}/contacts\\?sort=newest$`));
  await expect(page.getByRole('heading', { name: 'Contacts', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`/${tenant}/contacts`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a used or invented setup link says so', async ({ page }) => {
  await page.goto('/setup/this-link-was-never-issued-by-anybody');
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await expectAccessible(page);
});

test('another organisation does not exist for who is not in it', async ({ console: page }) => {
  await page.goto('/no-such-organisation/contacts');
  await expect(page.getByText('There is nothing at this address')).toBeVisible();
});

test('settings make an API key that is shown once and can be revoked', async ({ console: page }) => {
  const name = `Key ${Date.now()}`;
  await page.goto(`/${tenant}/settings`);
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Which program uses it?').fill(name);
  await page.getByRole('button', { name: 'Make key' }).click();
  await expect(page.getByRole('heading', { name: 'Copy the key now' })).toBeVisible();
  const key =
    (
      await page
        .getByText(/^ao_[\w-]{20,}$/)
        .first()
        .textContent()
    )?.trim() ?? '';
  const people = () =>
    page.request.fetch('/api/v1/people', { headers: { authorization: `Bearer ${key}`, cookie: '' } });
  expect((await people()).status()).toBe(200);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: name }).getByText('Revoked')).toBeVisible();
  expect((await people()).status()).toBe(401);
});

test('the system page says which parts work', async ({ console: page }) => {
  await page.goto(`/${tenant}/system`);
  await expect(page.getByText('Every part that is needed works')).toBeVisible();
  await expectAccessible(page);
});

test('a form that is sent before the page’s script runs puts no password into the address', async ({
  browser,
  baseURL,
}) => {
  const page = await browser.newPage({ ...(baseURL ? { baseURL } : {}), javaScriptEnabled: false });
  await page.goto('/login');
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  await page.close();
});
