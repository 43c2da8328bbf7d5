import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pages } from '@/lib/paths';
import { call } from '@/lib/testing/main-job';
import { expectAccessible } from '../fixtures/axe';
import { draftCampaign, importPeople, ownTenant } from '../fixtures/own-tenant';
import { expect, signIn, tenant, test } from '../fixtures/test';

/** A server of the organisation's own, which takes the first message and refuses the second. */
async function webhookServer() {
  const signed: boolean[] = [];
  const server = createServer((request, response) => {
    signed.push(Boolean(request.headers['webhook-signature']));
    request.resume().on('end', () => {
      response.writeHead(signed.length === 1 ? 200 : 401, { 'content-type': 'application/json' });
      response.end(signed.length === 1 ? '{"id":"theirs-1"}' : 'wrong signature');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
  return { url, signed, close: () => new Promise((done) => server.close(done)) };
}

test('a provider is added, tested, seen to fail, changed, ordered and deleted', async ({ console: page }) => {
  const server = await webhookServer();
  await page.goto(`/${tenant}/settings`);
  await page.getByRole('link', { name: 'Providers' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add provider' }).first().click();
  const form = page.getByRole('form', { name: 'Add a provider' });
  await form.getByLabel('Kind').selectOption({ label: 'Webhook' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Our CRM');
  await form.getByLabel('Address').fill('not an address');
  await form.getByRole('button', { name: 'Add provider' }).click();
  await expect(form.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Address').fill(server.url);
  await form.getByRole('button', { name: 'Add provider' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole('button', { name: 'I have kept it' }).click();

  await page.getByRole('button', { name: 'Test Our CRM' }).click();
  await page.getByLabel('To whom?').fill('somebody');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByRole('alert')).toContainText('The provider took it');
  await expect(page.getByText('Its reference: theirs-1')).toBeVisible();
  expect(server.signed).toEqual([true]);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByRole('alert')).toContainText('wrong signature');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  const list = page.getByRole('list', { name: 'Providers for Webhook' });
  await expect(list.getByText('Failing')).toBeVisible();

  await page.getByRole('button', { name: 'Change Our CRM' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Our CRM 2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'More for Our CRM 2' }).click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Turn off' }).click();
  await expect(list.getByText('Off', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'New sender' }).click();
  const sender = page.getByRole('form', { name: 'New sender' });
  await sender.getByLabel('Name').fill('Alumni Office');
  await sender.getByLabel('Address').fill('office@somebody-else.example');
  await sender.getByRole('button', { name: 'Save sender' }).click();
  await expect(sender.getByRole('alert')).toContainText('It is not known that somebody-else.example is yours');
  await expectAccessible(page);
  await sender.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Domain').fill(`providers.${tenant}.example`);
  await page.getByRole('button', { name: 'Make key' }).click();
  await expect(page.getByText(/^v=DKIM1; k=rsa; p=/)).toBeVisible();
  await expect(page.getByText('Not published')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^More for .*_domainkey/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Nothing rests on it now.');
  await page.getByRole('button', { name: 'Delete key' }).click();
  await expect(page.getByText(/^v=DKIM1/)).toHaveCount(0);

  await page.getByRole('button', { name: 'More for Our CRM 2' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Nothing rests on it now.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Delete provider' }).click();
  await expect(page.getByText('Send by providers of your own')).toBeVisible();
  await server.close();
});

test('who adds the first provider is told which campaigns are really sent then, and which stay in the sandbox', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'first');
  await importPeople(own.api, 3);
  const begun = await draftCampaign(own.api, 'Rehearsal');
  await call(own.api, 'PATCH', `/campaigns/${begun}`, { perHour: 1 });
  await call(own.api, 'POST', `/campaigns/${begun}/launch`);
  const later = await draftCampaign(own.api, 'Reunion');
  const scheduledAt = new Date(Date.now() + 48 * 3600_000).toISOString();
  await call(own.api, 'POST', `/campaigns/${later}/launch`, { scheduledAt });
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/settings/providers`);
  await page.getByRole('button', { name: 'Add provider' }).first().click();
  const form = page.getByRole('form', { name: 'Add a provider' });
  await expect(form).toContainText('“Reunion” has not begun yet: when it does, it is really sent.');
  await expect(form).toContainText('“Rehearsal” began in the sandbox and stays there to its end.');
  await expectAccessible(page);
  await form.getByLabel('Kind').selectOption({ label: 'Webhook' });
  await expect(form).not.toContainText('Reunion');
  await form.getByLabel('Kind').selectOption({ label: 'Email: SendGrid' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Main');
  await form.getByLabel('API key').fill('x');
  await form.getByRole('button', { name: 'Add provider' }).click();
  const list = page.getByRole('list', { name: 'Providers for Email' });
  await expect(list).toContainText('Main');

  const turn = async (name: 'Turn off' | 'Turn on') => {
    await page.getByRole('button', { name: 'More for Main' }).click();
    await page.getByRole('menuitem', { name }).click();
    return page.getByRole('alertdialog', { name: `${name} the provider Main` });
  };
  await (await turn('Turn off')).getByRole('button', { name: 'Turn off anyway' }).click();
  await expect(list.getByText('Off', { exact: true })).toBeVisible();
  const question = await turn('Turn on');
  await expect(question).toContainText('“Reunion” has not begun yet');
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Turn on' }).click();
  await expect(list.getByText('Off', { exact: true })).toHaveCount(0);

  await page.goto(pages.campaign(own.slug, begun));
  await expect(page.getByText('This campaign began in the sandbox.')).toBeVisible();
  await expectAccessible(page);
});
