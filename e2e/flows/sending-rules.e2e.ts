import type { Page } from '@playwright/test';
import { call } from '@/lib/testing/main-job';
import { pages, tracking } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, ownTenant, tokenIn } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';
import { until } from '@/lib/testing/wait';

/** On a phone, what was just done is told above the dialog that is opened next, to all, and is dismissed without leaving that. */
async function toldAbove(page: Page, name: string) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name }).click();
  const dialog = page.getByRole('dialog', { name });
  const told = page.getByRole('status').getByRole('listitem');
  const [above, below] = [await told.boundingBox(), await dialog.boundingBox()];
  expect((above?.y ?? 0) + (above?.height ?? Infinity)).toBeLessThanOrEqual(below?.y ?? 0);
  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('quiet hours are set, hold a person’s mail back with the reason, and are lifted again', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'quiet', 'Quiet hours');
  const { id } = await call<{ id: string }>(own.api, 'POST', '/contacts', {
    ...{ email: 'ada@example.org', firstName: 'Ada', lastName: 'Own', timeZone: 'Asia/Tokyo' },
    consents: [{ channel: 'email', granted: true, source: 'form' }],
  });
  await signIn(page, own.slug, own.admin);
  await page.goto(pages.sendingRules(own.slug));
  await expect(page.getByText(/None yet: messages go out at any hour/)).toBeVisible();
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'New rule' });
  const clock = (ms: number) =>
    new Date(Date.now() + ms).toLocaleTimeString('en-GB', {
      timeZone: 'Asia/Tokyo',
      hour: '2-digit',
      minute: '2-digit',
    });
  const fill = async () => {
    await dialog.getByLabel('From').fill(clock(-3600_000));
    await dialog.getByLabel('To', { exact: true }).fill(clock(3600_000));
  };
  await fill();
  const written = await dialog.getByLabel('To', { exact: true }).inputValue();
  // What is written half goes only when that is meant.
  const question = page.getByRole('alertdialog', { name: 'Close without saving' });
  const close = dialog.getByRole('button', { name: 'Close', exact: true });
  for (const leave of [() => page.keyboard.press('Escape'), () => page.mouse.click(8, 8), () => close.click()]) {
    await leave();
    await expect(question).toBeVisible();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Stay' }).click();
    await expect(question).toBeHidden();
    await expect(dialog.getByLabel('To', { exact: true })).toHaveValue(written);
  }
  await expect(close).toBeFocused();
  await close.click();
  await question.getByRole('button', { name: 'Close without saving' }).click();
  await expect(dialog).toBeHidden();
  // Nothing is written yet: it is not asked for what is gone, nor for nothing.
  await page.getByRole('button', { name: 'New rule' }).click();
  await expect(dialog).toBeVisible();
  await expect(question).toBeHidden();
  await close.click();
  await expect(dialog).toBeHidden();
  // Cancel says itself what it does.
  await page.getByRole('button', { name: 'New rule' }).click();
  await fill();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'New rule' }).click();
  await fill();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog.getByText(/is empty/).first()).toBeVisible();
  await dialog.getByLabel('Name').fill('Around now');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByText('Saved Around now')).toBeVisible();
  await toldAbove(page, 'New rule');
  await expect(page.getByText(/Nothing goes out from .* on the clock of the contact/)).toBeVisible();
  await expectAccessible(page);

  await page.goto(pages.contact(own.slug, id));
  const may = page.getByRole('complementary', { name: 'May we write' });
  await expect(may.getByText('Not now.')).toBeVisible();
  await expect(may.getByText(/for them \(Asia\/Tokyo\): Around now\./)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Do not contact' }).click();
  await expect(may.getByText('They asked not to be contacted on this channel.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(may.getByText('Not now.')).toBeVisible();

  await page.goto(pages.sendingRules(own.slug));
  await page.getByRole('button', { name: 'Remove Around now' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove rule' }).click();
  await expect(page.getByText('Removed Around now')).toBeVisible();
  await page.goto(pages.contact(own.slug, id));
  await expect(may.getByText('Yes, marketing by email may go.')).toBeVisible();
});

test('who signs up gets one mail, and counts once they have clicked', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'optin', 'Alumni Office');
  await call(own.api, 'POST', '/sending-rules', {
    name: 'Confirm by mail',
    rule: { type: 'double_opt_in', action: { sources: ['form'] } },
  });
  const { id } = await call<{ id: string }>(own.api, 'POST', '/contacts', {
    email: 'eva@example.org',
    consents: [{ channel: 'email', granted: true, source: 'form' }],
  });
  const reason = async () => (await call<{ reason: string }>(own.api, 'GET', `/contacts/${id}/may-send`)).reason;
  expect(await reason()).toBe('not_confirmed');
  const token = await tokenIn(own.api, await caughtFor(own.api, 'eva@example.org'), '/c/');
  await page.goto(tracking.confirm(token));
  await expect(page.getByText('Shall Alumni Office send news and invitations to eva@example.org?')).toBeVisible();
  expect(await reason()).toBe('not_confirmed');
  await page.getByRole('button', { name: 'Yes, confirm' }).click();
  await expect(page.getByText('Thank you, that is confirmed')).toBeVisible();
  await expectAccessible(page);
  await until('the consent to count', async () => (await reason()) === 'passed');
});

test('where the organisation is, is changed, and says where contacts are taken to be', async ({ page, baseURL }) => {
  const own = await ownTenant(baseURL, 'place');
  await signIn(page, own.slug, own.admin);
  await page.goto(pages.organisation(own.slug));
  const choose = async (label: string, name: string) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByPlaceholder('Find').fill(name);
    await page.getByRole('option', { name }).click();
  };
  await choose('Time zone', 'Asia/Tokyo');
  await choose('Country', 'Japan');
  await page.getByLabel('Name').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/is empty/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Name').fill('Alumni of Tokyo');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Sending rules' }).click();
  await expect(page.getByText(/taken to be in Japan\. .* is not known Asia\/Tokyo\./)).toBeVisible();
  await expect(page.getByText('Alumni of Tokyo').first()).toBeVisible();

  // A country that is chosen is something written, by which a rule holds.
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'New rule' });
  // Room is counted for whoever hands over, not for where people are.
  await dialog.getByLabel('Kind').selectOption('capacity');
  await expect(dialog.getByText('Countries')).toHaveCount(0);
  await dialog.getByLabel('Kind').selectOption('quiet_hours');
  await choose('Add a country', 'Japan');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Stay' }).click();
  await choose('Add a country', 'Austria');
  await dialog.getByRole('button', { name: 'Remove Austria' }).click();
  await expectAccessible(page);
  await dialog.getByLabel('Name').fill('Nights in Japan');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByText(/ to people in Japan/)).toBeVisible();
});
