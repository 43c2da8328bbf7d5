import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('a file goes from upload over mapping and dry run to people and an error file', async ({ console: page }) => {
  const mark = `i${Date.now()}`;
  const lines = [
    '\ufeffVorname;Nachname;E-Mail;Abschlussjahr;Newsletter',
    ...Array.from(
      { length: 40 },
      (_, n) => `"Jörg ${n}";${mark};${mark}-${n}@example.org;${1980 + n};${n === 0 ? 'nein' : 'ja'}`,
    ),
    `Kaputt;${mark};not an address;1999;ja`,
    `Doppelt;${mark};${mark.toUpperCase()}-1@Example.org;1999;ja`,
  ];
  await page.goto(`/${tenant}/contacts/imports/new`);
  await page.getByRole('button', { name: 'Upload and look' }).click();
  await expect(page.getByText('choose a CSV file').first()).toBeVisible();
  await expectAccessible(page);
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: `${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n'), 'utf8') });
  await page.getByLabel('Where did these people agree to be written to?').fill('Alumni day 2025');
  await page.getByRole('button', { name: 'Upload and look' }).click();

  await expect(page.getByRole('heading', { name: 'What is in the columns?' })).toBeVisible();
  await expect(page.getByText('Semicolons between columns · UTF-8 · titles in row 1')).toBeVisible();
  await page.getByRole('button', { name: 'Read it otherwise' }).click();
  await page.getByLabel('Between columns').selectOption({ label: 'Commas' });
  await expect(page.getByText('Commas between columns · UTF-8')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Between columns').selectOption({ label: 'Semicolons' });
  await expect(page.getByLabel('Where E-Mail goes')).toHaveValue('email');
  await expect(page.getByLabel('Where Vorname goes')).toHaveValue('firstName');
  await expect(page.getByLabel('Where Newsletter goes')).toHaveValue('consent.email');
  await expect(page.getByText('Yes agrees and no refuses; an empty cell says nothing')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'How do rows meet people?' })).toBeVisible();
  await expect(page.getByLabel('They agreed to marketing by email')).toBeDisabled();
  const country = page.getByRole('combobox', { name: 'Country of phone numbers' });
  await country.click();
  await page.getByPlaceholder('Find').fill('Germany');
  await page.getByRole('option', { name: 'Germany' }).click();
  await expect(country).toContainText('Germany');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  const sum = page.getByText(/Of all 42 rows, 40 would be new people.* 1 would be passed over.* 1 would be refused/);
  await expect(sum).toBeVisible();
  await expect(page.getByRole('region', { name: 'Problems' }).getByRole('listitem')).toHaveCount(2);
  await expectAccessible(page);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'How do rows meet people?' })).toBeVisible();
  await page.goForward();
  await expect(sum).toBeVisible();
  await page.getByRole('button', { name: 'Import 40 people' }).click();

  await expect(page.getByText('Done, with refused rows.')).toBeVisible({ timeout: 60_000 });
  await expect(page).toHaveURL(/imports\/[0-9a-f-]+$/);
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the error file' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv).toContain('not an address');
  expect(csv.trim().split('\r\n')).toHaveLength(3);

  await page.goto(`/${tenant}/contacts?q=${mark}`);
  await expect(page.getByRole('row').filter({ hasText: mark })).toHaveCount(40);
  await page.goto(`/${tenant}/contacts/imports`);
  await expect(page.getByRole('row').filter({ hasText: `${mark}.csv` })).toContainText('Completed');
  await expectAccessible(page);
});
