import { call } from '@/lib/testing/main-job';
import { pages } from '@/lib/paths';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { expectAccessible } from '../fixtures/axe';
import { ownTenant } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

test('a request to confirm that was refused is seen on Home and in its list, and goes once it is tried again', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'failed', 'Failed ones');
  const sink = await smtpSink();
  try {
    sink.refuse = () => ({ code: 554, text: '5.7.1 refused by policy' });
    const relay = { kind: 'smtp', host: '127.0.0.1', port: sink.port, security: 'none' };
    await call(own.api, 'POST', '/providers', { name: 'Our relay', configuration: relay });
    const rule = { type: 'double_opt_in', action: { sources: ['form'] } };
    await call(own.api, 'POST', '/sending-rules', { name: 'By mail', rule });
    for (const name of ['Ada', 'Grace'])
      await call(own.api, 'POST', '/contacts', {
        ...{ email: `${name.toLowerCase()}@example.org`, firstName: name },
        consents: [{ channel: 'email', granted: true, source: 'form' }],
      });
    const waiting = async () =>
      (await call<{ items: unknown[] }>(own.api, 'GET', '/messages?undecided=true')).items.length;
    await expect.poll(waiting, { timeout: 30_000 }).toBe(2);

    await signIn(page, own.slug, own.admin);
    await page.goto(pages.home(own.slug));
    await page.getByRole('link', { name: /^List: 2 messages outside campaigns wait/ }).click();
    await expect(page.getByRole('heading', { name: 'Failed messages' })).toBeVisible();
    await expect(page.getByText(/refused by policy/).first()).toBeVisible();
    await expectAccessible(page);
    sink.refuse = () => null;
    const bar = page.getByRole('region', { name: 'Selected rows' });
    await page.getByRole('checkbox', { name: /Select Ada/ }).check();
    await bar.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alertdialog', { name: 'Try 1 message again' })).toBeVisible();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Trying 1 message again')).toBeVisible();
    await expect.poll(() => sink.counts().get('ada@example.org')).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('checkbox', { name: /Select Grace/ }).check();
    await expectAccessible(page);
    await bar.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText('Nothing waits for a decision here')).toBeVisible();
    await page.getByRole('link', { name: /^All, also decided/ }).click();
    await expect(page.getByText(/^Discarded by/).filter({ visible: true })).toBeVisible();
    await expectAccessible(page);
    expect(sink.counts().get('grace@example.org')).toBeUndefined();
  } finally {
    await sink.close();
  }
});
