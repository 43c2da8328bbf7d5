import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

test('an address is stopped by hand and by a file, exported, and written to again after a note', async ({
  console: page,
}) => {
  const mark = `s${Date.now()}`;
  await page.goto(`/${tenant}/suppressions`);
  await page.getByRole('button', { name: 'Add address or number' }).click();
  const add = page.getByRole('dialog', { name: 'Stop all messages to an address or number' });
  await add.getByRole('textbox', { name: 'Address' }).fill('no address');
  await add.getByRole('textbox', { name: 'Why' }).fill('Asked by phone');
  await add.getByRole('button', { name: 'Stop messages' }).click();
  await expect(add.getByText(/is no address that mail can be sent to/).first()).toBeVisible();
  await expectAccessible(page);
  await add.getByRole('textbox', { name: 'Address' }).fill(`${mark}-hand@example.org`);
  await add.getByRole('button', { name: 'Stop messages' }).click();
  await expect(page.getByText(`${mark}-hand@example.org gets nothing more`)).toBeVisible();

  await page.getByRole('button', { name: 'Import' }).click();
  const file = `email,reason\n${mark}-a@example.org,\n${mark}-b@example.org,complaint\nnot an address,\n${mark}-hand@example.org,\n`;
  await page.getByLabel('File').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Import addresses' }).click();
  const done = page.getByRole('dialog', { name: 'Imported' });
  await expect(done.getByText('2 added.')).toBeVisible();
  await expect(done.getByText('Line 4')).toBeVisible();
  await expectAccessible(page);
  await done.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('searchbox', { name: 'Find in this list' }).fill(mark);
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('row')).toHaveCount(4);
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines.join('\n')).toContain(`${mark}-b@example.org,complaint`);

  await page.getByRole('button', { name: `Remove ${mark}-b@example.org` }).click();
  const remove = page.getByRole('dialog', { name: `Take ${mark}-b@example.org off the list` });
  await remove.getByLabel('Why may it be written to again?').fill('She called us');
  await remove.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(remove.getByText(/must be .*-b@example.org/).first()).toBeVisible();
  await remove.getByLabel('Type the address to confirm').fill(`${mark}-b@example.org`);
  await remove.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByText(`${mark}-b@example.org is off the list`)).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(3);
});

test('a number is stopped on one channel, found among the numbers, and written to again', async ({ console: page }) => {
  const number = `+4917${String(Date.now()).slice(-8)}`;
  await page.goto(`/${tenant}/suppressions`);
  await page.getByRole('button', { name: 'Add address or number' }).click();
  const add = page.getByRole('dialog', { name: 'Stop all messages to an address or number' });
  await add.getByRole('button', { name: 'Phone number' }).click();
  await add.getByRole('textbox', { name: 'Number' }).fill('0170');
  await add.getByRole('combobox', { name: 'Stopped on' }).selectOption('sms');
  await add.getByRole('textbox', { name: 'Why' }).fill('Asked by phone');
  await add.getByRole('button', { name: 'Stop messages' }).click();
  await expect(add.getByText(/is no number that can be written to/).first()).toBeVisible();
  await expectAccessible(page);
  await add.getByRole('textbox', { name: 'Number' }).fill(number);
  await add.getByRole('button', { name: 'Stop messages' }).click();
  await expect(page.getByText(`${number} gets nothing more`)).toBeVisible();

  await page.getByRole('group', { name: 'Kind' }).getByRole('button', { name: 'Numbers' }).click();
  await expect(page).toHaveURL(/kind=phone/);
  await page.getByRole('searchbox', { name: 'Find in this list' }).fill(number);
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('row', { name: number })).toContainText('SMS');
  await expectAccessible(page);
  await page.getByRole('button', { name: `Remove ${number}` }).click();
  const remove = page.getByRole('dialog', { name: `Take ${number} off the list` });
  await remove.getByLabel('Why may it be written to again?').fill('He called us');
  await remove.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByText(`${number} is off the list`)).toBeVisible();
});
