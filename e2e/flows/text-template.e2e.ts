import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('a text message is written, counted, corrected and found again', async ({ console: page }) => {
  const name = `Doors open ${Date.now()}`;
  await page.goto(`/${tenant}/templates`);
  await page.getByRole('link', { name: 'New text message' }).first().click();
  const form = page.getByRole('form', { name: 'Text message' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(form.getByRole('textbox', { name: 'Text' })).toHaveAttribute('aria-invalid', 'true');
  await form
    .getByRole('textbox', { name: 'Text' })
    .fill(`Dear {{ contact.frist_name }}, ${'the doors open at seven. '.repeat(7)}`);
  await expect(form.getByText(/2 SMS as it stands/)).toBeVisible();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(form.getByText(/frist_name/).last()).toBeVisible();
  await form.getByRole('textbox', { name: 'Text' }).fill('Dear {{ contact.first_name }}, the doors open at seven.');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Version 2')).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/${tenant}/templates`);
  await expect(page.getByRole('row', { name: new RegExp(`${name}.*SMS`) })).toBeVisible();
});
