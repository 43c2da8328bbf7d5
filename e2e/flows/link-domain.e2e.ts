import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('a domain for links is named, told what it needs, checked and removed', async ({ console: page }) => {
  await page.goto(`/${tenant}/settings`);
  await page.getByRole('link', { name: 'Tracking domain' }).click();
  await expect(page.getByRole('heading', { name: 'Tracking domain', level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Domain' }).fill('localhost');
  await page.getByRole('button', { name: 'Use this domain' }).click();
  await expect(page.getByText(/is no domain name/).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Domain' }).fill('links.nothing.example');
  await page.getByRole('button', { name: 'Use this domain' }).click();
  await expect(page.getByText('_alumoutreach.links.nothing.example')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Something is missing.')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove domain' }).click();
  await expect(page.getByText('None of your own')).toBeVisible();
});
