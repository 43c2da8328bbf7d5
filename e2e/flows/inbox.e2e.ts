import type { Page } from '@playwright/test';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, importPeople, linkToken, ownTenant, replyTo, sendCampaign } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

const conversations = (page: Page) => page.getByRole('region', { name: 'Conversations' });
const threadOf = (page: Page, name: string) => conversations(page).getByRole('link', { name: new RegExp(name) });

/** A tenant whose people have all been written to, and its administrator before the empty inbox. */
async function written(page: Page, baseURL: string | undefined, people: number) {
  const own = await ownTenant(baseURL, 'inbox');
  await importPeople(own.api, people);
  await sendCampaign(own.api, 'Reunion');
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/inbox`);
  await expect(page.getByText('Nothing to answer')).toBeVisible();
  return own;
}

test('a reply opens a conversation by itself, is answered and closed, and the next reply opens it again', async ({
  page,
  baseURL,
}) => {
  const { api } = await written(page, baseURL, 2);
  const ada = 'ada-1@example.org';
  await expectAccessible(page);
  const loaded = await page.evaluate(() => performance.timeOrigin);
  await replyTo(api, await caughtFor(api, ada), 'When does it begin?');
  await expect(threadOf(page, 'Unread: Ada 1 Own')).toContainText('When does it begin?', { timeout: 20_000 });
  await threadOf(page, 'Ada 1 Own').click();
  await expect(page.getByRole('article', { name: 'Message from Ada 1 Own' })).toContainText('When does it begin?');
  await expect(threadOf(page, 'Unread')).toHaveCount(0);
  await expect(page.getByText('May send now')).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Your answer').fill('At seven in the old hall.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const answer = page.getByRole('article', { name: /^Answer by/ });
  await expect(answer).toContainText('At seven in the old hall.');
  await expect(answer.getByText('Sent')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByLabel('Your answer')).toHaveValue('');

  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('Conversation closed')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Closed', exact: true }).click();
  await expect(threadOf(page, 'Ada 1 Own')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open', exact: true }).click();
  await expect(page.getByText('Nothing to answer')).toBeVisible();

  await replyTo(api, await caughtFor(api, ada), 'Thank you, I will be there.');
  await expect(threadOf(page, 'Unread: Ada 1 Own')).toContainText('Thank you', { timeout: 20_000 });
  await threadOf(page, 'Ada 1 Own').click();
  await expect(page.getByRole('article')).toHaveCount(3);
  expect(await page.evaluate(() => performance.timeOrigin), 'the page was never reloaded').toBe(loaded);
});

test('the inbox is worked through by keyboard, as its map of keys says', async ({ page, baseURL }) => {
  const { api } = await written(page, baseURL, 3);
  for (const n of [0, 1, 2]) {
    await replyTo(api, await caughtFor(api, `ada-${n}@example.org`), `Question ${n}`);
    await expect(threadOf(page, `Ada ${n} Own`)).toBeVisible({ timeout: 20_000 });
  }
  await page.keyboard.press('?');
  const map = page.getByRole('dialog', { name: 'Keyboard' });
  for (const [what, keys] of [
    ['Next, previous', 'J K'],
    ['Write an answer', 'R'],
    ['Close or reopen the conversation', 'D'],
    ['Send the answer', 'Ctrl Enter'],
  ] as const) {
    await expect(map.getByRole('term').filter({ hasText: what }).first()).toBeVisible();
    await expect(map.getByRole('definition').filter({ hasText: keys }).first()).toBeVisible();
  }
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(map).toHaveCount(0);

  const shown = (n: number) => expect(page.getByRole('article', { name: `Message from Ada ${n} Own` })).toBeVisible();
  for (const [key, n] of [
    ['j', 2],
    ['j', 1],
    ['j', 0],
    ['k', 1],
  ] as const) {
    await page.keyboard.press(key);
    await shown(n);
  }
  await page.keyboard.press('r');
  await expect(page.getByLabel('Your answer')).toBeFocused();
  await page.keyboard.type('jkd are only letters here.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article', { name: /^Answer by/ })).toContainText('jkd are only letters here.');
  await page.getByLabel('Your answer').blur();
  await page.keyboard.press('d');
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();

  await page.keyboard.press('?');
  await map.getByRole('switch', { name: 'Single-letter keys' }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await page.keyboard.press('j');
  await shown(1);
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
});

test('who unsubscribes or chooses what they get is heard at once, and the contact shows it', async ({
  page,
  baseURL,
}) => {
  const own = await written(page, baseURL, 1);
  const address = 'ada-0@example.org';
  const token = await linkToken(own.api, await caughtFor(own.api, address));
  await page.goto(`/${own.slug}/contacts?q=ada`);
  await page.getByRole('link', { name: 'Ada 0 Own' }).click();
  await expect(page.getByText('Yes, marketing by email may go.')).toBeVisible();

  const visitor = await page.context().newPage();
  await visitor.goto(`/t/u/${token}`);
  await expect(visitor.getByRole('heading', { name: `Stop all mailings to ${address}` })).toBeVisible();
  await expectAccessible(visitor);
  await visitor.getByRole('button', { name: 'Unsubscribe' }).click();
  await expect(visitor.getByRole('heading', { name: 'You are unsubscribed' })).toBeVisible();
  await expectAccessible(visitor);
  await expect(page.getByText('They refused, or withdrew their consent.')).toBeVisible({ timeout: 20_000 });
  await expect(
    page
      .getByRole('main')
      .getByText(/unsubscribed/i)
      .first(),
  ).toBeVisible();

  await visitor.getByRole('link', { name: 'Change your mind' }).click();
  await expect(visitor.getByRole('heading', { name: `What ${address} gets` })).toBeVisible();
  await expectAccessible(visitor);
  const news = visitor.getByRole('checkbox', { name: 'News, events and appeals' });
  await expect(
    visitor.getByText(/your membership; answers to what you write yourself come in any case\./),
  ).toBeVisible();
  await expect(news).not.toBeChecked();
  await news.check();
  await visitor.getByRole('button', { name: 'Save' }).click();
  await expect(visitor.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(news).toBeChecked();
  await expectAccessible(visitor);
  await expect(page.getByText('Yes, marketing by email may go.')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('navigation', { name: 'Parts of the contact' }).getByRole('link', { name: 'Consents' }).click();
  await expect(
    page
      .getByRole('main')
      .getByText(/preference/i)
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
});
