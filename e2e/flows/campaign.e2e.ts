import type { Page } from '@playwright/test';
import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { expectAccessible } from '../fixtures/axe';
import { sandboxBrake } from '../fixtures/brake';
import { draftCampaign, importPeople, ownTenant, totalsOf, type OwnTenant } from '../fixtures/own-tenant';
import { expect, patience, signIn, test } from '../fixtures/test';

const badge = (page: Page, status: string) => page.getByRole('main').getByText(status, { exact: true }).first();
const listRow = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** A draft that has all it needs opens where it is checked. */
async function atCheck(page: Page, { slug }: OwnTenant, id: string) {
  await page.goto(`/${slug}/campaigns/${id}`);
  await expect(page.getByRole('heading', { name: 'Send', exact: true })).toBeVisible();
}

/** What a field of type datetime-local takes. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

async function cancel(page: Page) {
  await page.getByRole('button', { name: 'Cancel campaign' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel campaign' }).click();
  await expect(badge(page, 'Cancelled')).toBeVisible();
}

test('a campaign waits for its time, is called off, and another one starts by itself', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'plan');
  await importPeople(own.api, 3);
  const id = await draftCampaign(own.api, 'Spring appeal');
  await signIn(page, own.slug, own.admin);
  await atCheck(page, own, id);
  await page.getByRole('button', { name: 'At a time' }).click();
  await page.getByLabel('Date and time').fill('2020-01-01T10:00');
  await expect(page.getByText('This time lies in the past. Choose a later one, or send now.')).toBeVisible();
  const schedule = page.getByRole('button', { name: 'Schedule for 3 people' });
  await expect(schedule).toBeDisabled();
  const start = localTime(new Date(Date.now() + 26 * 3600_000));
  await page.getByLabel('Date and time').fill(start);
  await expectAccessible(page);
  await schedule.click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(`${start.slice(0, 4)} at ${start.slice(11)}, by the clock of `);
  await question.getByRole('button', { name: 'Schedule' }).click();
  await expect(badge(page, 'Scheduled')).toBeVisible();
  await expect(page.getByText(/^Starts /)).toContainText(start.slice(11));
  await expectAccessible(page);
  const moved = localTime(new Date(Date.now() + 49 * 3600_000));
  await page.getByRole('button', { name: 'Change time' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Date and time')).toHaveValue(start);
  await dialog.getByLabel('Date and time').fill('2020-01-01T10:00');
  await expect(dialog.getByRole('button', { name: 'Change time' })).toBeDisabled();
  await dialog.getByLabel('Date and time').fill(moved);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Change time' }).click();
  await expect(page.getByText(/^Starts /)).toContainText(moved.slice(11));
  await page.getByRole('button', { name: 'Back to draft' }).click();
  await expect(badge(page, 'Draft')).toBeVisible();
  await page.getByRole('button', { name: 'At a time' }).click();
  await page.getByLabel('Date and time').fill(start);
  await schedule.click();
  await question.getByRole('button', { name: 'Schedule' }).click();
  await expect(badge(page, 'Scheduled')).toBeVisible();
  await page.goto(`/${own.slug}/campaigns?status=scheduled`);
  await expect(listRow(page, 'Spring appeal')).toContainText('Scheduled');
  await page.getByRole('link', { name: 'Spring appeal' }).click();
  await expect(badge(page, 'Scheduled')).toBeVisible();
  await cancel(page);
  await page.goto(`/${own.slug}/campaigns?status=scheduled`);
  await expect(page.getByText('No campaign is scheduled')).toBeVisible();
  expect((await totalsOf(own.api, id)).planned).toBe(0);

  const timed = await draftCampaign(own.api, 'Timed appeal');
  const startIn = (seconds: number) =>
    call(own.api, 'POST', `/campaigns/${timed}/launch`, {
      scheduledAt: new Date(Date.now() + seconds * 1000).toISOString(),
    });
  await startIn(3600);
  await page.goto(`/${own.slug}/campaigns/${timed}`);
  await expect(badge(page, 'Scheduled')).toBeVisible();
  await startIn(2);
  await expect(badge(page, 'Completed')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Where all 3 are')).toBeVisible();
});

test('a campaign half made survives a reload, and Back goes a step back', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'half');
  await importPeople(own.api, 2);
  await draftCampaign(own.api, 'Basis');
  await signIn(page, own.slug, own.admin);
  const name = page.getByLabel('Name of the campaign');
  const template = page.getByRole('combobox', { name: 'Template' });
  const pace = page.getByLabel('At most an hour');
  await page.goto(`/${own.slug}/campaigns/new`);
  await name.fill('Half made');
  await page
    .getByRole('checkbox', { name: /^Basis: everybody/ })
    .first()
    .check();
  await page.getByRole('button', { name: 'Next: message' }).click();
  await expect(template).toBeVisible();
  await page.reload();
  await expect(template).toBeVisible();
  await page.goBack();
  await expect(name).toHaveValue('Half made');
  await page.goForward();
  await template.click();
  await page.getByRole('option', { name: 'Basis: letter' }).click();
  await page.getByRole('button', { name: 'Next: how it is sent' }).click();
  await pace.fill('0');
  await expect(page.getByText('It must be a whole number from 1 to 100,000,000.')).toBeVisible();
  await expect(page.getByText('The number an hour must be a whole number')).toBeVisible();
  await expectAccessible(page);
  await pace.fill('120');
  await expect(page.getByText('Saved as a draft')).toBeVisible();
  await page.reload();
  await expect(pace).toHaveValue('120');
  await page.goBack();
  await expect(template).toContainText('Basis: letter');
  await page.goBack();
  await expect(name).toHaveValue('Half made');
  await name.fill('Half made again');
  await expect(page.getByText('Saved as a draft')).toBeVisible();
  await page.reload();
  await expect(name).toHaveValue('Half made again');
  // A new one begins empty.
  await page.goto(`/${own.slug}/campaigns/new`);
  await expect(name).toHaveValue('');
});

const many = 6000;

test('sending is paused, goes on, and the rest is cancelled, and every recipient is accounted for', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(240_000 * patience);
  const own = await ownTenant(baseURL, 'stop');
  await importPeople(own.api, many);
  const id = await draftCampaign(own.api, 'Big appeal');
  const brake = sandboxBrake();
  try {
    await signIn(page, own.slug, own.admin);
    await atCheck(page, own, id);
    await brake.on();
    await page.getByRole('button', { name: 'Send to 6,000', exact: true }).click();
    const confirm = page.getByRole('alertdialog');
    await confirm.getByLabel(/to go on$/).fill(String(many));
    await confirm.getByRole('button', { name: 'Send to 6,000' }).click();
    await expect(badge(page, 'Sending')).toBeVisible();
    await expect(page.getByText('Where all 6,000 are')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(badge(page, 'Paused')).toBeVisible();
    await brake.off();

    // What was on the wire arrives; the rest waits.
    const paused = await until('what was on the wire to arrive', async () => {
      const first = await totalsOf(own.api, id);
      await new Promise((wait) => setTimeout(wait, 1500));
      const second = await totalsOf(own.api, id);
      return second.sent > 0 && second.sent === first.sent ? second : null;
    });
    expect(paused.sent + paused.inProgress).toBe(many);
    expect(paused.inProgress).toBeGreaterThan(0);
    await expect(page.getByText('Paused: nothing is handed over until you resume')).toBeVisible();
    await expect(page.getByRole('link', { name: paused.sent.toLocaleString('en') }).first()).toBeVisible();
    await expectAccessible(page);

    // Words that were changed meanwhile are asked about first.
    const { templateId } = await call<{ templateId: string }>(own.api, 'GET', `/campaigns/${id}`);
    await call(own.api, 'PATCH', `/templates/${templateId}`, { subject: 'Dear {{ contact.firstname }}' });
    await call(own.api, 'POST', `/campaigns/${id}/edit`, { useNewest: true });
    const resume = page.getByRole('button', { name: 'Resume' });
    const question = page.getByRole('alertdialog', { name: 'Resume “Big appeal”' });
    await resume.click();
    await expect(question).toContainText('Unknown variable “contact.firstname”');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Stay paused' }).click();
    await expect(badge(page, 'Paused')).toBeVisible();

    await brake.on();
    await resume.click();
    await question.getByRole('button', { name: 'Resume' }).click();
    await expect(badge(page, 'Sending')).toBeVisible();
    await cancel(page);
    await brake.off();
  } finally {
    await brake.close();
  }
  const ended = await until('nobody to be in progress', async () => {
    const totals = await totalsOf(own.api, id);
    return totals.inProgress === 0 ? totals : null;
  });
  expect(ended.sent).toBeGreaterThan(0);
  expect(ended.skipped).toBeGreaterThan(0);
  expect(ended.sent + ended.skipped).toBe(many);
  await expect(page.getByText(`Why ${ended.skipped.toLocaleString('en')} were skipped`)).toBeVisible();
  await expect(page.getByText('The campaign was cancelled before their turn')).toBeVisible();
  await expect(page.getByText('Adds up').filter({ visible: true })).toBeVisible();
  for (const gone of ['Pause', 'Resume', 'Cancel campaign'])
    await expect(page.getByRole('button', { name: gone })).toHaveCount(0);
  await expectAccessible(page);
});

test('a bounce shows on the report, in the list of recipients and on the person', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'back');
  await importPeople(own.api, 3);
  const id = await draftCampaign(own.api, 'Returned');
  await call(own.api, 'POST', `/campaigns/${id}/launch`);
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/campaigns/${id}`);
  await expect(badge(page, 'Completed')).toBeVisible({ timeout: 60_000 });

  const sandbox = await page.context().newPage();
  await sandbox.goto(`/${own.slug}/sandbox?q=ada-1`);
  await sandbox.getByRole('region', { name: 'Caught messages' }).getByRole('link').first().click();
  await sandbox.getByRole('button', { name: 'Bounce it' }).click();
  await expectAccessible(sandbox);
  await sandbox.getByRole('alertdialog').getByRole('button', { name: 'Bounce it' }).click();
  await expect(sandbox.getByText('Our own mail listener took it')).toBeVisible();
  await sandbox.close();

  const bounced = page.getByRole('link', { name: '1 bounced: list' });
  await expect(bounced).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await bounced.click();
  const recipients = page.getByRole('region', { name: 'Recipients' });
  await expect(recipients.getByRole('row').filter({ hasText: 'Ada 1' })).toContainText('Bounced');
  await expect(recipients.getByRole('row').filter({ hasText: 'Ada' })).toHaveCount(1);
  await expectAccessible(page);
  const find = page.getByRole('searchbox', { name: 'Find a person' });
  await find.fill('ada-2@');
  await expect(page.getByText('Nobody is here')).toBeVisible();
  await page.getByRole('link', { name: 'Show all recipients' }).click();
  await expect(find).toHaveValue('');
  await expect(recipients.getByRole('row').filter({ hasText: 'Ada' })).toHaveCount(3);
  await find.fill('1 ada');
  await expect(page).toHaveURL(/q=1\+ada/);
  await recipients.getByRole('link', { name: 'Show message to Ada 1 Own' }).click();
  await expect(page.getByText(/What Ada 1 Own was sent, .*; it came back\./)).toBeVisible();
  await expect(page.frameLocator('iframe[title="The message as Ada 1 Own sees it"]').locator('body')).toContainText(
    'Ada',
  );
  await expectAccessible(page);
  await page.goBack();
  await recipients.getByRole('link', { name: 'Ada 1 Own', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ada 1 Own' })).toBeVisible();
  await expect(
    page
      .getByRole('main')
      .getByText(/bounced/i)
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
});
