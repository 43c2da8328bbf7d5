import { createECDH, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { pages, tracking } from '@/lib/paths';
import { call } from '@/lib/testing/main-job';
import { openedPush } from '@/lib/testing/opened-push';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { until } from '@/lib/testing/wait';
import { expectAccessible } from '../fixtures/axe';
import { caughtFor, importPeople, linkToken, ownTenant, sendCampaign } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

/** The browser of these journeys has no push service: it gets one of its own, on this machine, and keeps what it gave away. */
async function withPushService(page: Page, endpoint: string) {
  const pair = createECDH('prime256v1');
  const [p256dh, auth] = [pair.generateKeys(), randomBytes(16)];
  const given = { endpoint, p256dh: [...p256dh], auth: [...auth] };
  await page.addInitScript(({ endpoint, p256dh, auth }) => {
    const subscription = {
      endpoint,
      options: {},
      getKey: (name: string) => new Uint8Array(name === 'auth' ? auth : p256dh).buffer,
      unsubscribe: async () => {
        localStorage.removeItem('pushed');
        return true;
      },
    };
    const here = async () => (localStorage.getItem('pushed') ? subscription : null);
    const subscribe = async () => {
      localStorage.setItem('pushed', 'yes');
      return subscription;
    };
    Object.assign(PushManager.prototype, { getSubscription: here, subscribe });
  }, given);
  return { pair, auth: auth.toString('base64url') };
}

/** What the service worker shows when its push service hands it these words. */
async function shownBy(page: Page, tenant: string, words: string) {
  const session = await page.context().newCDPSession(page);
  const found = new Map<string, string>();
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { scopeURL, registrationId } of registrations) found.set(new URL(scopeURL).pathname, registrationId);
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await until('the worker', () => found.get(`/push/${tenant}/`));
  const { origin } = new URL(page.url());
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: words });
  return until('the notification', () =>
    page.evaluate(async (scope) => {
      const registration = await navigator.serviceWorker.getRegistration(scope);
      const [shown] = (await registration?.getNotifications()) ?? [];
      return shown ? { title: shown.title, body: shown.body, data: shown.data as unknown } : null;
    }, `/push/${tenant}/`),
  );
}

test('a person turns notifications on where they choose what they get, a campaign reaches that browser, and they turn them off', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'push', 'Alumni Office');
  await importPeople(own.api, 2);
  await sendCampaign(own.api, 'Hello');
  const token = await linkToken(own.api, await caughtFor(own.api, 'ada-0@example.org'));
  await page.goto(tracking.preferences(token));
  await expect(page.getByRole('heading', { name: 'What ada-0@example.org gets' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Notifications in this browser' })).toBeHidden();
  await call(own.api, 'POST', '/providers', {
    name: 'Notifications',
    configuration: { kind: 'push', subject: 'mailto:office@uni.example' },
  });
  const service = await scriptedHttp(() => ({ status: 201 }));
  const browser = await withPushService(page, `${service.url}/this-browser`);
  await page.reload();
  const section = page.getByRole('region', { name: 'Notifications in this browser' });
  await section.getByRole('button', { name: 'Turn on notifications' }).click();
  await expect(section.getByText(/told to show none from here|asked, and was not answered/)).toBeVisible();
  await page.context().grantPermissions(['notifications']);
  await page.reload();
  await section.getByRole('button', { name: 'Turn on notifications' }).click();
  await expect(section.getByText('They are on in this browser.')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(section.getByText('They are on in this browser.')).toBeVisible();

  await signIn(page, own.slug, own.admin);
  await page.goto(pages.providers(own.slug));
  await page.getByRole('button', { name: 'Test Notifications' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test Notifications' });
  await dialog.getByRole('button', { name: 'Use this browser' }).click();
  await expect(dialog.getByLabel('To which subscription?')).toHaveValue(/this-browser/);
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByText('The provider took it.')).toBeVisible();
  const tried = JSON.parse(openedPush(service.requests.splice(0)[0]!.bytes, browser.pair, browser.auth)) as unknown;
  expect(tried).toMatchObject({ body: expect.stringContaining('the provider works') });
  await page.keyboard.press('Escape');

  await page.goto(pages.templates(own.slug));
  await page.getByRole('button', { name: 'Other channels' }).click();
  await page.getByRole('menuitem', { name: 'Notification' }).click();
  const form = page.getByRole('form', { name: 'Notification' });
  await form.getByLabel('Name').fill('Doors');
  await form.getByLabel('Title').fill('Doors open, {{ contact.first_name }}');
  await form.getByLabel('Words').fill('The hall is open from seven.');
  await form.getByLabel('Address').fill('hall');
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(form.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Address').fill('https://example.org/hall');
  await expect(page.getByText(/Doors open, Ada/)).toBeVisible();
  await expect(page.getByText(/\/t\/[\w-]{24}$/)).toBeVisible();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Doors' })).toBeVisible();

  const [templateId, segmentId] = [new URL(page.url()).pathname.split('/').at(-1), await everybody()];
  async function everybody() {
    const { items } = await call<{ items: { id: string }[] }>(own.api, 'GET', '/segments');
    return items[0]?.id;
  }
  const { id } = await call<{ id: string }>(own.api, 'POST', '/campaigns', {
    ...{ name: 'Doors', templateId, segmentIds: [segmentId] },
  });
  await page.goto(pages.campaign(own.slug, id));
  await expect(page.getByText('No address on this channel')).toBeVisible();
  await expectAccessible(page);
  await call(own.api, 'POST', `/campaigns/${id}/launch`);
  const sent = await until('the notification to be sent', () => service.requests[0], 60_000);
  const words = openedPush(sent.bytes, browser.pair, browser.auth);
  await page.goto(tracking.preferences(token));
  expect(await shownBy(page, own.slug, words)).toMatchObject({
    title: 'Doors open, Ada 0',
    body: 'The hall is open from seven.',
    data: { url: expect.stringMatching(/\/t\/[\w-]{24}$/), leave: expect.stringContaining('/t/u/') },
  });

  await section.getByRole('button', { name: 'Turn off notifications' }).click();
  await expect(section.getByText('They are off in this browser.')).toBeVisible();
  const people = await call<{ items: { id: string }[] }>(own.api, 'GET', '/contacts?q=ada-0');
  const contact = people.items[0]?.id ?? '';
  expect(await call(own.api, 'GET', `/contacts/${contact}/may-send?channel=push`)).toMatchObject({
    decision: 'skip',
    reason: 'no_address',
  });
  await page.goto(pages.contact(own.slug, contact, { tab: 'consents' }));
  await expect(page.getByText(/Turned notifications off in their last browser/).first()).toBeVisible();
  await service.close();
});
