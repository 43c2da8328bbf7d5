import type { Page } from '@playwright/test';
import { call } from '@/lib/testing/main-job';
import { until } from '@/lib/testing/wait';
import { pages, tracking } from '@/lib/paths';
import { expectAccessible } from '../fixtures/axe';
import {
  caughtFor,
  draftCampaign,
  importPeople,
  linkToken,
  ownTenant,
  totalsOf,
  type OwnTenant,
} from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

type Named = { items: { id: string; name: string }[] };

const topicsOf = async (own: OwnTenant) =>
  new Map((await call<Named>(own.api, 'GET', '/topics')).items.map(({ id, name }) => [name, id]));

async function launch(own: OwnTenant, id: string): Promise<string> {
  await call(own.api, 'POST', `/campaigns/${id}/launch`);
  const status = async () => (await call<{ status: string }>(own.api, 'GET', `/campaigns/${id}`)).status;
  await until('the campaign to end', async () => (await status()) === 'completed', 60_000);
  return id;
}

async function makeTopics(page: Page, own: OwnTenant) {
  await page.goto(pages.topics(own.slug));
  await expect(page.getByText(/None yet: whoever unsubscribes leaves all/)).toBeVisible();
  for (const name of ['Appeals', 'Events']) {
    await page.getByRole('button', { name: 'New topic' }).click();
    const dialog = page.getByRole('dialog', { name: 'New topic' });
    await dialog.getByRole('button', { name: 'Add topic' }).click();
    await expect(dialog.getByText(/is empty/).first()).toBeVisible();
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Description').fill(`${name}, once a month`);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Add topic' }).click();
    await expect(page.getByText(`Saved ${name}`)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Move Events up' }).click();
  await expect(page.getByRole('button', { name: 'Move Events up' })).toBeDisabled();
  await expectAccessible(page);
}

test('a topic is made, a campaign is about it, and who leaves it gets no more of it and still gets the others', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'topics', 'Alumni Office');
  await importPeople(own.api, 2);
  await signIn(page, own.slug, own.admin);
  await makeTopics(page, own);
  const topics = await topicsOf(own);
  expect([...topics.keys()]).toEqual(['Events', 'Appeals']);

  const first = await draftCampaign(own.api, 'Summer party');
  await page.goto(pages.campaign(own.slug, first));
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /Message/ })
    .click();
  await page.getByLabel('Topic').selectOption('Events');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: how it is sent' }).click();
  await page.getByRole('button', { name: 'Next: check and send' }).click();
  await expect(page.getByText('Saved as a draft')).toBeVisible();
  await launch(own, first);
  expect(await totalsOf(own.api, first)).toMatchObject({ sent: 2, skipped: 0 });

  const token = await linkToken(own.api, await caughtFor(own.api, 'ada-0@example.org'));
  await page.goto(tracking.unsubscribePage(token));
  await expect(page.getByRole('button', { name: 'Leave only “Events”' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Choose what you get instead' }).click();
  const box = (name: RegExp) => page.getByRole('checkbox', { name });
  await expect(box(/^Events/)).toBeChecked();
  await box(/^News/).uncheck();
  await expect(box(/^Appeals/)).not.toBeChecked();
  await box(/^News/).check();
  await box(/^Events/).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('It holds from now on.')).toBeVisible();
  await expect(box(/^Events/)).not.toBeChecked();
  await expect(box(/^Appeals/)).toBeChecked();
  await expectAccessible(page);

  const { id: again } = await call<{ id: string }>(own.api, 'POST', `/campaigns/${first}/clone`, {
    name: 'Winter party',
  });
  await launch(own, again);
  expect(await totalsOf(own.api, again)).toMatchObject({ sent: 1, skipped: 1 });
  await page.goto(pages.campaign(own.slug, again));
  await expect(page.getByText('about Events')).toBeVisible();
  await page.getByRole('link', { name: /Left the topic of this campaign/ }).click();
  await expect(page.getByText('ada-0@example.org').first()).toBeVisible();
  await expectAccessible(page);

  const other = await draftCampaign(own.api, 'New roof');
  await call(own.api, 'PATCH', `/campaigns/${other}`, { topicId: topics.get('Appeals') });
  await launch(own, other);
  expect(await totalsOf(own.api, other)).toMatchObject({ sent: 2, skipped: 0 });
});

test('a topic is shown on a contact and recorded there, taken instead of an unsubscription, and archived', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'topics', 'Alumni Office');
  await importPeople(own.api, 1);
  const { id: topicId } = await call<{ id: string }>(own.api, 'POST', '/topics', { name: 'Events' });
  const campaign = await draftCampaign(own.api, 'Summer party');
  await call(own.api, 'PATCH', `/campaigns/${campaign}`, { topicId });
  await launch(own, campaign);
  const person = (await call<Named>(own.api, 'GET', '/contacts?q=ada-0')).items[0]?.id ?? '';
  const reason = async (query: string) =>
    (await call<{ reason: string }>(own.api, 'GET', `/contacts/${person}/may-send${query}`)).reason;

  const token = await linkToken(own.api, await caughtFor(own.api, 'ada-0@example.org'));
  const oneClick = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await page.request.post(`${baseURL}${tracking.unsubscribe(token)}`, {
    ...{ data: 'List-Unsubscribe=One-Click', headers: oneClick },
  });
  expect(answer.status()).toBe(200);
  expect([await reason(''), await reason(`?topicId=${topicId}`)]).toEqual(['consent_withdrawn', 'consent_withdrawn']);
  await page.goto(tracking.unsubscribePage(token));
  await expect(page.getByText('You are unsubscribed')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Leave only “Events” instead' }).click();
  await expect(page.getByText('It holds from now on.')).toBeVisible();
  expect([await reason(''), await reason(`?topicId=${topicId}`)]).toEqual(['passed', 'topic_withdrawn']);

  await signIn(page, own.slug, own.admin);
  await page.goto(pages.contact(own.slug, person, { tab: 'consents' }));
  const held = page.getByRole('list', { name: 'Topics' });
  await expect(held.getByText('No', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Purpose').selectOption('Topic: Events');
  await page.getByRole('button', { name: 'Record consent' }).click();
  await expect(page.getByText('Recorded that they agreed')).toBeVisible();
  await expect(held.getByText('Yes', { exact: true })).toBeVisible();
  expect(await reason(`?topicId=${topicId}`)).toBe('passed');

  await page.goto(pages.topics(own.slug));
  await page.getByRole('button', { name: 'Archive Events' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Archive topic' }).click();
  await expect(page.getByText('Archived Events')).toBeVisible();
  await page.getByRole('button', { name: 'Restore Events' }).click();
  await expect(page.getByText('Restored Events')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Archive Events' })).toBeVisible();
});
