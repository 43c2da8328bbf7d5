import { expectAccessible } from '../fixtures/axe';
import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { pages, tracking } from '@/lib/paths';
import { caughtFor, ownTenant, sendCampaign, tokenIn } from '../fixtures/own-tenant';
import { expect, signIn, tenant, test } from '../fixtures/test';

test('a text message is written, counted, corrected and found again', async ({ console: page }) => {
  const name = `Doors open ${Date.now()}`;
  await page.goto(`/${tenant}/templates`);
  await page.getByRole('link', { name: 'New text message' }).first().click();
  const form = page.getByRole('form', { name: 'Text message' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(form.getByRole('textbox', { name: 'Text' })).toHaveAttribute('aria-invalid', 'true');
  await form
    .getByRole('textbox', { name: 'Text' })
    .fill(`Dear {{ contact.frist_name }}, ${'the doors open at seven. '.repeat(7)}`);
  await expect(page.getByText(/characters, [2-9] SMS for this person/)).toBeVisible();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(form.getByText(/frist_name/).last()).toBeVisible();
  await form
    .getByRole('textbox', { name: 'Text' })
    .fill('Dear {{ contact.first_name }}, the doors open at seven. https://example.org/doors/of/the/old/hall');
  // What is counted and shown is the short link, not the long one.
  await expect(page.getByText(/the doors open at seven\. https?:\/\/[^/]+\/t\/[\w-]{24}/)).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Version 2', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/${tenant}/templates`);
  await expect(page.getByRole('row', { name: new RegExp(`${name}.*SMS`) })).toBeVisible();
});

test('a template that WhatsApp approved is named, gets a value for each place, and is shown as it goes out', async ({
  console: page,
}) => {
  const name = `Approved ${Date.now()}`;
  await page.goto(`/${tenant}/templates/new?channel=text`);
  const form = page.getByRole('form', { name: 'Text message' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await form.getByRole('combobox', { name: 'Channel' }).selectOption('whatsapp');
  await expect(form.getByText(/only within 24 hours after the person wrote/)).toBeVisible();
  await form.getByRole('button', { name: 'Approved template' }).click();
  await form.getByRole('textbox', { name: 'Words as approved' }).fill('The doors open at {{1}}: {{2}}');
  await form.getByRole('textbox', { name: 'Name at WhatsApp' }).fill('Doors open');
  await form.getByRole('textbox', { name: 'Value for {{1}}' }).fill('seven');
  await form.getByRole('textbox', { name: 'Value for {{2}}' }).fill('https://example.org/doors/of/the/hall');
  await expect(page.getByText(/The doors open at seven: https?:\/\/[^/]+\/t\/[\w-]{24}/)).toBeVisible();
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(form.getByRole('textbox', { name: 'Name at WhatsApp' })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await form.getByRole('textbox', { name: 'Name at WhatsApp' }).fill('doors_open');
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Value for {{2}}' })).toHaveValue(/example\.org/);
  await expectAccessible(page);
});

test('who answers a text is in the inbox, is answered there by SMS, and is left alone after STOP', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'texts');
  const number = '+491701234567';
  const consents = [{ channel: 'sms', purpose: 'marketing', granted: true, source: 'form' }];
  const contact = await call<{ id: string }>(own.api, 'POST', '/contacts', {
    ...{ firstName: 'Ada', lastName: 'Own', phone: number },
    consents,
  });
  const campaign = await sendCampaign(own.api, 'Doors open', { channel: 'sms', text: 'The doors open at seven.' });
  const caught = await caughtFor(own.api, number);
  await signIn(page, own.slug, own.admin);
  // Nothing tells whether a text was opened: no report speaks of it.
  for (const report of [pages.campaign(own.slug, campaign), pages.campaignReport(own.slug, campaign)]) {
    await page.goto(report);
    await expect(page.getByRole('link', { name: '0 replied: list' })).toBeVisible();
    await expect(page.getByText(/^(Opened|Complained)/)).toHaveCount(0);
    await expectAccessible(page);
  }
  const write = async (words: string) => {
    await page.goto(`/${own.slug}/sandbox/${caught}`);
    await page.getByRole('textbox', { name: `Answer as ${number}` }).fill(words);
    await page.getByRole('button', { name: 'Send answer' }).click();
    await expect(page.getByText('It came in as a text from this number.')).toBeVisible();
  };
  await write('Is there parking?');
  await expect(page.getByRole('button', { name: 'Bounce it' })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto(`/${own.slug}/inbox`);
  const thread = page.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: /Ada Own.*SMS/ });
  await thread.click();
  await expect(page.getByText('Is there parking?').last()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Your answer' }).fill('Behind the hall.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await until('the answer to be caught', async () => {
    const { items } = await call<{ items: { recipient: string }[] }>(own.api, 'GET', '/sandbox/messages');
    return items.length === 2;
  });
  await write('STOP');
  const { reason } = await call<{ reason: string }>(own.api, 'GET', `/contacts/${contact.id}/may-send?channel=sms`);
  expect(reason).toBe('do_not_contact');

  const token = await tokenIn(own.api, caught, '/t/u/');
  await page.goto(tracking.preferences(token));
  await expect(page.getByText(`No SMS messages are sent to ${number}.`)).toBeVisible();
  await expect(page.getByText('START', { exact: true })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expectAccessible(page);
  await write('START');
  await page.goto(tracking.preferences(token));
  await expect(page.getByRole('checkbox', { name: /^News/ })).toBeChecked();
});
