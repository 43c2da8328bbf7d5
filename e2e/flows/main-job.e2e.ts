import type { Page } from '@playwright/test';
import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';

// A headless browser names itself a program, and its opens and clicks would be counted as a machine's.
test.use({
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
});

const imported = 64;
const people = imported + 1;

/** 64 people under one mark, all of whom agreed. */
function csvOf(mark: string): Buffer {
  const rows = Array.from({ length: imported }, (_, n) => `Ada ${n},${mark},${mark}-${n}@example.org`);
  return Buffer.from(['first name,last name,email', ...rows].join('\n'), 'utf8');
}

/** Somebody of the same name who was never asked: the gate must leave them out, and say why. */
async function addUnasked(page: Page, mark: string) {
  const data = { email: `${mark}-unasked@example.org`, firstName: 'Unasked', lastName: mark };
  const made = await page.request.post(`/api/v1/contacts?tenant=${tenant}`, {
    data,
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(made.status()).toBe(201);
}

async function importPeople(page: Page, mark: string) {
  await page.goto(`/${tenant}/contacts/imports/new`);
  await page.getByLabel('CSV file').setInputFiles({ name: `${mark}.csv`, mimeType: 'text/csv', buffer: csvOf(mark) });
  await page.getByLabel('Where did these people agree to be written to?').fill('Class reunion');
  await page.getByRole('button', { name: 'Upload and look' }).click();
  await expect(page.getByRole('heading', { name: 'What is in the columns?' })).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'How do rows meet people?' })).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: `Import ${imported} people` }).click();
  await expect(page.getByText(/^Done|Every row is good/).first()).toBeVisible({ timeout: 60_000 });
}

async function makeSegment(page: Page, mark: string) {
  await page.goto(`/${tenant}/segments/new`);
  await page.getByRole('button', { name: 'Rule', exact: true }).click();
  await page.getByRole('combobox', { name: 'Field' }).click();
  await page.getByPlaceholder('Find').fill('Last name');
  await page
    .getByRole('option', { name: /^Last name/ })
    .first()
    .click();
  await page.getByLabel('Last name: value').fill(mark);
  await expect(page.getByTestId('segment-count')).toHaveText(String(people));
  await page.getByLabel('Name', { exact: true }).fill(`Segment ${mark}`);
  await page.getByRole('button', { name: 'Create segment' }).click();
  await expect(page.getByRole('heading', { name: `Segment ${mark}`, level: 1 })).toBeVisible();
}

async function writeTemplate(page: Page, mark: string, link: string) {
  await page.goto(`/${tenant}/templates/new`);
  await page.getByLabel('Name', { exact: true }).fill(`Template ${mark}`);
  await page.getByLabel('Subject', { exact: true }).fill('Hello {{ contact.frist_name }}');
  const problem = page.getByRole('button', { name: /Unknown variable “contact.frist_name”/ });
  await expect(problem).toBeVisible();
  await expectAccessible(page);
  await problem.click();
  await expect(page.getByLabel('Subject', { exact: true })).toBeFocused();
  await page.getByLabel('Subject', { exact: true }).fill(`${mark} for {{ contact.first_name }}`);
  await page
    .getByLabel('HTML', { exact: true })
    .fill(
      `<html lang="en"><body><p>Dear {{ contact.first_name }},</p><p><a href="${link}">The programme</a></p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>`,
    );
  await page.getByRole('combobox', { name: 'Preview for this contact' }).click();
  await page.getByPlaceholder('Find').fill(`${mark}-7@example.org`);
  await page.getByRole('option', { name: /Ada 7/ }).first().click();
  await expect(page.locator('[data-preview-subject]')).toHaveText(`${mark} for Ada 7`);
  await expect(page.frameLocator('iframe').getByText('Dear Ada 7,')).toBeVisible();
  await page.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByRole('heading', { name: `Template ${mark}`, level: 1 })).toBeVisible();
  await expect(page.getByText('Version 1 · Email')).toBeVisible();
}

async function sendCampaign(page: Page, mark: string): Promise<string> {
  await page.goto(`/${tenant}/campaigns/new`);
  await page.getByLabel('Name of the campaign').fill(`Campaign ${mark}`);
  await page
    .getByRole('checkbox', { name: new RegExp(`Segment ${mark}`) })
    .first()
    .check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: message' }).click();
  await page.getByRole('combobox', { name: 'Template' }).click();
  await page.getByPlaceholder('Find').fill(`Template ${mark}`);
  await page.getByRole('option', { name: `Template ${mark}` }).click();
  await expect(page.frameLocator('iframe').getByText(/^Dear /)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: how it is sent' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: check and send' }).click();
  await expect(page.getByText('Why 1 would not get it')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: `Send to ${imported}`, exact: true }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: `Send to ${imported}` })
    .click();
  await expect(page.getByText(`Where all ${people} are`)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Completed', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Adds up').filter({ visible: true })).toBeVisible();
  await expect(page.getByText('Why 1 was skipped')).toBeVisible();
  await expectAccessible(page);
  return new URL(page.url()).pathname;
}

async function openCaught(page: Page, find: string) {
  await page.goto(`/${tenant}/sandbox?q=${encodeURIComponent(find)}`);
  await page.getByRole('region', { name: 'Caught messages' }).getByRole('link').first().click();
  await expect(page.getByText(`As ${find} sees it`)).toBeVisible();
}

/** Opens a link of the caught message as its recipient would: in a tab of its own. */
async function follow(page: Page, name: string): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name }).click();
  const tab = await opened;
  await tab.waitForLoadState();
  return tab;
}

test('the main job: import, segment, template, campaign, answer, and the numbers of it all', async ({
  console: page,
  baseURL,
}) => {
  test.setTimeout(600_000);
  const mark = `m${Date.now()}`;
  const who = `${mark}-7@example.org`;
  await importPeople(page, mark);
  await addUnasked(page, mark);
  await makeSegment(page, mark);
  await writeTemplate(page, mark, `${baseURL}/api/health/live`);
  const report = await sendCampaign(page, mark);

  await openCaught(page, who);
  await expectAccessible(page);
  const target = await follow(page, 'The programme');
  expect(new URL(target.url()).pathname).toBe('/api/health/live');
  await target.close();

  const inbox = await page.context().newPage();
  await inbox.goto(`/${tenant}/inbox`);
  await page.getByRole('textbox', { name: `Answer as ${who}` }).fill(`Count me in. ${mark}`);
  await page.getByRole('button', { name: 'Send answer' }).click();
  await expect(page.getByText('Answered.')).toBeVisible();
  const thread = inbox.getByRole('link', { name: new RegExp(`Unread: Ada 7 ${mark}`) });
  await expect(thread).toBeVisible({ timeout: 20_000 });
  await thread.click();
  await expect(inbox.getByRole('article', { name: /Message from Ada 7/ })).toContainText(`Count me in. ${mark}`);
  await expect(inbox.getByText('May send now')).toBeVisible();
  await expectAccessible(inbox);
  await inbox.getByLabel('Your answer').fill(`See you there, ${mark}.`);
  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  const answer = inbox.getByRole('article', { name: /^Answer by/ });
  await expect(answer).toContainText(`See you there, ${mark}.`);
  await expect(answer.getByText('Sent')).toBeVisible({ timeout: 20_000 });
  await inbox.close();

  await openCaught(page, who);
  await expect(page.frameLocator('iframe').getByText(`See you there, ${mark}.`)).toBeVisible();

  await page.goto(report);
  for (const event of ['opened', 'clicked', 'replied'])
    await expect(page.getByRole('link', { name: `1 ${event}: list` })).toBeVisible();
  await page.getByRole('link', { name: '1 replied: list' }).click();
  await expect(
    page.getByRole('region', { name: 'Recipients' }).getByRole('row').filter({ hasText: 'Ada 7' }),
  ).toContainText('Replied');
  await expectAccessible(page);
  await page.getByRole('link', { name: `Ada 7 ${mark}`, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Ada 7 ${mark}` })).toBeVisible();
  for (const event of [/opened/i, /clicked/i, /replied/i])
    await expect(page.getByRole('main').getByText(event).first()).toBeVisible();

  const other = `${mark}-8@example.org`;
  await openCaught(page, other);
  const leaving = await follow(page, 'Unsubscribe');
  await expect(leaving.getByRole('heading', { name: `Stop all mailings to ${other}` })).toBeVisible();
  await expectAccessible(leaving);
  await leaving.getByRole('button', { name: 'Unsubscribe' }).click();
  await expect(leaving.getByRole('heading', { name: 'You are unsubscribed' })).toBeVisible();
  await leaving.close();
  await page.goto(report);
  await expect(page.getByRole('link', { name: '1 unsubscribed: list' })).toBeVisible();

  await page.goto(`/${tenant}`);
  await expect(page.getByText('Messages by day')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.goto(`/${tenant}/analytics`);
  await expect(page.getByRole('heading', { name: 'By channel' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Email/ })).not.toHaveText(/^Email0/);
  await expectAccessible(page);
});
