import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('the template editor completes variables, marks what is wrong at its place, and Tab leaves it', async ({
  console: page,
}) => {
  await page.goto(`/${tenant}/templates/new`);
  await expect(page.locator('.cm-editor')).toBeVisible();
  const nonces = await page.evaluate(() => {
    const page = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
    const own = [...document.querySelectorAll('style')].filter((each) => each.textContent.includes('.cm-'));
    return own.map((each) => each.nonce === page);
  });
  expect(nonces).toEqual([true]);
  const html = page.getByLabel('HTML', { exact: true });
  await html.fill('<html lang="en"><body><p>Dear {{ contact.frist_name }},</p></body></html>');
  await expect(page.locator('.cm-lintRange-warning')).toHaveText('contact.frist_name');
  await expectAccessible(page);

  await page.getByRole('button', { name: /Unknown variable “contact.frist_name”/ }).click();
  await expect(html).toBeFocused();
  for (let letter = 0; letter < 'contact.frist_name'.length; letter += 1) await page.keyboard.press('Delete');
  await page.keyboard.type('first');
  await page.getByRole('option', { name: 'contact.first_name' }).waitFor();
  // For its first 75 ms the list takes no key, so that nobody accepts what they could not have read.
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await expect(html).toHaveText('<html lang="en"><body><p>Dear {{ contact.first_name }},</p></body></html>');
  await expect(page.getByText('No problems found')).toBeVisible();

  await page.keyboard.press('Control+End');
  await page.keyboard.type('{% if');
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(html).not.toBeFocused();
});
