import { pages } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import { expect, tenant, test } from '../fixtures/test';
import { withoutReloads } from '../fixtures/watch';

// A page of its own: the browser's console repeats that each of these failed, which the others take for a fault.
test('an address that is wrong says what is, and leads out of it', async ({ browser, session, baseURL }) => {
  const page = await browser.newPage(baseURL ? { baseURL } : {});
  await withoutReloads(page.context());
  await page.context().addCookies(session);
  const failed = page.getByText('This page could not be shown');
  const lists = [
    ...[pages.contacts(tenant, { sort: 'newest' }), pages.campaigns(tenant), pages.templates(tenant)],
    ...[pages.suppressions(tenant), pages.jobs(tenant), pages.sandbox(tenant)],
  ];
  for (const list of lists) {
    await page.goto(`${list}${list.includes('?') ? '&' : '?'}cursor=broken&trail=a.b&page=3`);
    await expect(failed).toBeVisible();
    await expect(page.getByText('Start again from the first page.')).toBeVisible();
    if (list === lists[0]) await expectAccessible(page);
    await page.getByRole('link', { name: 'Show the first page' }).click();
    await expect(page).toHaveURL((url) => `${url.pathname}${url.search}` === list);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(failed).toHaveCount(0);
  }
  await page.goto(pages.contacts(tenant, { q: 'ada', segmentId: 'zz' }));
  await expect(page.getByText(/Something in the address of this page is wrong/)).toBeVisible();
  await page.getByRole('link', { name: 'Show without it' }).click();
  await expect(page).toHaveURL((url) => url.search === '?q=ada');
  await expect(failed).toHaveCount(0);
  await page.context().close();
});
