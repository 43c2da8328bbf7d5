import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, importPeople, ownTenant, type OwnTenant } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

// The browser of a test says that it is one, and would be counted as a program.
test.use({
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
});

/** A campaign of two links to four people, sent a while ago: a click right after sending would be a program's. */
async function sentCampaign({ api }: OwnTenant, target: string): Promise<string> {
  const post = async (path: string, body: unknown) => (await call<{ id: string }>(api, 'POST', path, body)).id;
  const segmentId = await post('/segments', { name: 'Everybody', rule: { all: [] } });
  const html = `<html lang="en"><body><p>Dear {{ contact.first_name }},</p><p><a href="${target}?give">Give</a> or <a href="${target}?join">Join</a></p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>`;
  const template = { name: 'Letter', channel: 'email', subject: 'Reunion', html, text: '' };
  const templateId = await post('/templates', template);
  const id = await post('/campaigns', { name: 'Reunion', channel: 'email', templateId, segmentIds: [segmentId] });
  await call(api, 'POST', `/campaigns/${id}/launch`);
  const status = async () => (await call<{ status: string }>(api, 'GET', `/campaigns/${id}`)).status;
  await until('the campaign to be sent', async () => (await status()) === 'completed', 60_000);
  await new Promise((wait) => setTimeout(wait, 2500));
  return id;
}

async function clickAs(page: Page, own: OwnTenant, address: string, name: string) {
  await page.goto(`/${own.slug}/sandbox/${await caughtFor(own.api, address)}`);
  const opened = page.context().waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name }).click();
  const tab = await opened;
  await tab.waitForLoadState();
  await tab.close();
}

/** Where the text of an element begins and ends, without what stands beside it in elements of its own. */
const textOf = (element: Element) => {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  range.selectNodeContents(text ?? element);
  const { left, right } = range.getBoundingClientRect();
  return { left: Math.round(left), right: Math.round(right) };
};

/** The sum begins where the head of its card does, and the numbers of a table end where the heads of their columns do. */
async function expectAligned(page: Page) {
  const sum = page
    .getByRole('main')
    .locator('section')
    .filter({ hasText: /^Where all 4 are/ });
  const head = await sum.getByRole('heading').evaluate(textOf);
  expect((await sum.getByRole('link', { name: /Planned/ }).evaluate(textOf)).left).toBe(head.left);
  for (const name of ['By recipient provider', 'By link']) {
    const table = page.getByRole('region', { name });
    const heads = await table.getByRole('columnheader').all();
    const cells = await table.getByRole('row').nth(1).getByRole('cell').all();
    for (const [at, cell] of cells.entries())
      expect((await cell.evaluate(textOf)).right, `${name}, column ${at + 1}`).toBe(
        (await heads[at + 1]?.evaluate(textOf))?.right,
      );
  }
}

test('opens and clicks are told by hour, provider and link, live; each number opens its people, and goes as a file', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'report');
  await importPeople(own.api, 4);
  const id = await sentCampaign(own, `${baseURL}/api/health/live`);
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/campaigns/${id}`);
  await page.getByRole('link', { name: 'Hours, providers, links' }).click();
  const links = page.getByRole('region', { name: 'By link' });
  await expect(links.getByRole('row')).toHaveCount(3);
  await expectAccessible(page);
  await expectAligned(page);

  const reader = await page.context().newPage();
  await clickAs(reader, own, 'ada-0@example.org', 'Give');
  await clickAs(reader, own, 'ada-1@example.org', 'Give');
  await clickAs(reader, own, 'ada-1@example.org', 'Join');
  await reader.close();

  await expect(page.getByRole('link', { name: '2 clicked: list' })).toBeVisible({ timeout: 30_000 });
  const give = links.getByRole('link', { name: 'Link 1: 2 people, list' });
  await expect(give).toBeVisible({ timeout: 30_000 });
  const message = page.frameLocator('iframe[title="The message with shares of clicks"]');
  await expect(message.getByRole('link', { name: 'Give' })).toBeVisible();
  // As tall as the message, so that it neither scrolls nor stands in an empty frame.
  // While the numbers are still coming, the page takes a new picture in between.
  await expect(async () => {
    const inside = await message.locator(':root').evaluate((root) => [root.scrollHeight, root.clientHeight]);
    expect(inside[0]).toBeLessThanOrEqual(inside[1] ?? 0);
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'By recipient provider' })).toContainText('Other domains');
  await expect(
    page.getByRole('region', { name: /^By (hour|day)$/ }).getByRole('link', { name: /: 4 sent, list/ }),
  ).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV by link' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toMatch(/\?give,2,2,0/);

  await give.click();
  const people = page.getByRole('region', { name: 'Recipients' });
  await expect(people.getByRole('row')).toHaveCount(3);
  await expect(page.getByText('number 1 of the message')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: /^Remove: Link/ }).click();
  await expect(page.getByText('number 1 of the message')).toBeHidden();

  await page.goto(`/${own.slug}/campaigns/${id}/report`);
  await page.getByRole('link', { name: 'Other domains: 4 sent, list' }).click();
  await expect(people.getByRole('row')).toHaveCount(5);
});
