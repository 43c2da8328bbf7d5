import { call } from '@/lib/testing/main-job';
import { pages } from '@/lib/paths';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { expectAccessible } from '../fixtures/axe';
import { importPeople, ownTenant, sendCampaign, totalsOf } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

test('who was refused is seen with the reason, tried again or left so, and gets it once; who was skipped says why', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'retry', 'Second try');
  const sink = await smtpSink();
  try {
    sink.refuse = (to) => (/^ada-[13]@/.test(to) ? { code: 554, text: '5.7.1 refused by policy' } : null);
    await call(own.api, 'POST', '/providers', {
      name: 'Our relay',
      configuration: { kind: 'smtp', host: '127.0.0.1', port: sink.port, security: 'none' },
    });
    await importPeople(own.api, 4);
    const { items } = await call<{ items: { id: string; email: string }[] }>(own.api, 'GET', '/contacts');
    const left = items.find((each) => each.email === 'ada-2@example.org')?.id ?? '';
    await call(own.api, 'POST', `/contacts/${left}/do-not-contact`, { on: true });
    const id = await sendCampaign(own.api, 'Reunion');
    expect(await totalsOf(own.api, id)).toMatchObject({ planned: 4, sent: 1, failed: 2, skipped: 1 });

    await signIn(page, own.slug, own.admin);
    await page.goto(pages.campaign(own.slug, id, { tab: 'recipients', outcome: 'skipped' }));
    await expect(page.getByText(/Asked not to be contacted on this channel/).first()).toBeVisible();
    await page.goto(pages.campaign(own.slug, id, { tab: 'recipients', outcome: 'failed' }));
    await expect(page.getByText(/refused by policy/).first()).toBeVisible();
    await expectAccessible(page);
    sink.refuse = () => null;
    const bar = page.getByRole('region', { name: 'Selected rows' });
    await page.getByRole('checkbox', { name: /Select Ada 1/ }).check();
    await bar.getByRole('button', { name: 'Select all 2' }).click();
    await expect(bar.getByText('2 selected')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Find a person' }).fill('ada-1@');
    await expect(page).toHaveURL(/q=ada-1/);
    await expect(page.getByRole('checkbox', { name: /Select Ada 3/ })).toHaveCount(0);
    await expect(page.getByRole('checkbox', { name: /Select Ada 1/ })).toBeChecked();
    await expect(bar.getByRole('button', { name: /Select all/ })).toHaveCount(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByText('ada-1@example.org').filter({ visible: true })).toBeVisible();
    await expect(page.getByText(/refused by policy/).filter({ visible: true })).toBeVisible();
    await expect(bar.getByText('1 selected')).toBeInViewport({ ratio: 1 });
    for (const button of await bar.getByRole('button').all()) await expect(button).toBeInViewport({ ratio: 1 });
    await expectAccessible(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await bar.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alertdialog', { name: 'Try 1 message of “Reunion” again' })).toBeVisible();
    await page.keyboard.press('Escape');
    await bar.getByRole('button', { name: 'Clear the selection' }).press('Enter');
    await expect(page.getByRole('checkbox', { name: /Select Ada 1/ })).toBeFocused();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Trying 1 message again')).toBeVisible();
    await expect.poll(() => totalsOf(own.api, id)).toMatchObject({ sent: 2, failed: 1, skipped: 1, inProgress: 0 });
    expect(sink.counts().get('ada-1@example.org')).toBe(1);
    await page.goto(pages.campaign(own.slug, id));
    await expect(page.getByText('Completed').first()).toBeVisible();

    await page.goto(pages.home(own.slug));
    await page.getByRole('link', { name: 'List: 1 failed message of Reunion waits for a decision' }).click();
    await page.getByRole('checkbox', { name: /Select Ada 3/ }).check();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText('Discarded 1 message')).toBeVisible();
    await page.goto(pages.campaign(own.slug, id, { tab: 'recipients', outcome: 'failed' }));
    await expect(page.getByText(/Discarded by .+, just now/)).toBeVisible();
    await expect(page.getByRole('checkbox', { name: /Select/ })).toHaveCount(0);
    expect(await totalsOf(own.api, id)).toMatchObject({ planned: 4, sent: 2, failed: 1, discarded: 1 });
    await expect(async () => {
      await page.goto(pages.home(own.slug));
      await expect(page.getByRole('heading', { name: /Needs you/ })).toBeVisible();
      await expect(page.getByText('failed message of Reunion')).toBeHidden({ timeout: 1_000 });
    }).toPass();
  } finally {
    await sink.close();
  }
});
