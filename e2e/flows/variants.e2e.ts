import type { Page } from '@playwright/test';
import { call, type Api } from '@/lib/testing/main-job';
import { pages } from '@/lib/paths';
import { until } from '@/lib/testing/wait';
import { expectAccessible } from '../fixtures/axe';
import { draftCampaign, importPeople, ownTenant, totalsOf } from '../fixtures/own-tenant';
import { expect, signIn, test } from '../fixtures/test';

const people = 100;
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

const badge = (page: Page, status: string) => page.getByRole('main').getByText(status, { exact: true }).first();

interface Caught {
  id: string;
  subject: string;
}

const caught = async (api: Api): Promise<Caught[]> =>
  (await call<{ items: Caught[] }>(api, 'GET', '/sandbox/messages?limit=200')).items;

/** Opens and clicks a caught message as a person would: by its own tracked addresses. */
async function readAndClick(api: Api, id: string): Promise<void> {
  const body = await fetch(`${api.url}/api/v1/sandbox/messages/${id}/body`, {
    headers: { authorization: `Bearer ${api.key}` },
  });
  const html = await body.text();
  for (const kind of ['o', 'c']) {
    const path = new RegExp(`(?:href|src)="[^"]*(/t/${kind}/[^"]+)"`).exec(html)?.[1];
    if (!path) throw new Error(`no address of kind ${kind} in the message`);
    await fetch(api.url + path, { redirect: 'manual', headers: { 'user-agent': agent } });
  }
}

/** From the audience to the check: subjects A and B, tried out on half of the people. */
async function compose(page: Page, slug: string) {
  await page.goto(`/${slug}/campaigns/new`);
  await page.getByLabel('Name of the campaign').fill('Which subject');
  await page
    .getByRole('checkbox', { name: /^Basis: everybody/ })
    .first()
    .check();
  await page.getByRole('button', { name: 'Next: message' }).click();
  await page.getByRole('combobox', { name: 'Template' }).click();
  await page.getByRole('option', { name: 'Basis: letter' }).click();
  await page.getByRole('button', { name: 'Next: how it is sent' }).click();
  await page.getByRole('switch', { name: 'Send more than one version' }).click();
  const b = page.getByRole('group', { name: /^Variant B/ });
  await b.getByLabel('Subject').fill('A seat for you, {{ contact.first_name }}');
  await page.getByRole('button', { name: 'Test first, the rest gets the winner' }).click();
  await page.getByLabel('Test with').fill('50');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: check and send' }).click();
  await expect(page.getByText('Unsubscribe link', { exact: true })).toBeVisible();
  await expectAccessible(page);
}

test('two subjects are tried out on half of the people, and who waited gets the one that a person chose', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const own = await ownTenant(baseURL, 'vary');
  await importPeople(own.api, people);
  await draftCampaign(own.api, 'Basis');
  await signIn(page, own.slug, own.admin);
  await compose(page, own.slug);
  await expect(
    page.getByText(/^The test goes to \d+ now; the other \d+ get the winner, when you choose it/),
  ).toBeVisible();
  const send = new RegExp(`^Send to \\d+ of ${people}$`);
  await page.getByRole('button', { name: send }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: send }).click();
  await expect(page.getByText(/^Too early to tell/)).toBeVisible({ timeout: 60_000 });
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  const tested = await until(
    'the test to be sent',
    async () => {
      const { planned, sent } = await totalsOf(own.api, id);
      const all = await caught(own.api);
      const waiting = (await call<{ waiting: number }>(own.api, 'GET', `/campaigns/${id}/variants`)).waiting;
      return planned === people && waiting > 0 && sent + waiting === people && all.length === sent ? all : null;
    },
    60_000,
  );
  const waiting = people - tested.length;
  expect((await totalsOf(own.api, id)).inProgress).toBe(waiting);
  const ofB = tested.filter((each) => each.subject.startsWith('A seat for you'));
  expect(ofB.length).toBeGreaterThan(0);
  expect(ofB.length).toBeLessThan(tested.length);

  // A program is faster than two seconds; people are not.
  await new Promise((wait) => setTimeout(wait, 2500));
  for (const each of ofB) await readAndClick(own.api, each.id);
  await expect(
    page.getByText(/^“B” leads with 100\.0 % clicks against 0\.0 % .* chance would show such a difference /),
  ).toBeVisible({
    timeout: 30_000,
  });
  await expect(badge(page, 'Sending')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Choose B as winner' }).click();
  const question = page.getByRole('alertdialog', { name: `Send “B” to ${waiting} people` });
  await expectAccessible(page);
  await question.getByRole('button', { name: `Send to ${waiting}` }).click();
  await expect(badge(page, 'Completed')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^“B” was chosen by hand/)).toBeVisible();
  const variants = page.getByRole('region', { name: 'Variants and their numbers' });
  await expect(variants.getByRole('row').filter({ hasText: 'Winner' })).toContainText(String(ofB.length + waiting), {
    timeout: 30_000,
  });
  await expect(page.getByText('Adds up').filter({ visible: true })).toBeVisible();
  await expectAccessible(page);
  expect((await totalsOf(own.api, id)).sent).toBe(people);
  await page.getByRole('link', { name: `${ofB.length} clicked of variant B: list` }).click();
  const recipients = page.getByRole('region', { name: 'Recipients' });
  await expect(recipients.getByRole('row').filter({ hasText: 'Clicked' })).toHaveCount(ofB.length);
  await expectAccessible(page);
  const now = await caught(own.api);
  expect(now.filter((each) => each.subject.startsWith('A seat for you'))).toHaveLength(ofB.length + waiting);

  await page.goto(pages.campaign(own.slug, id, { tab: 'message', variant: 1 }));
  await expect(page.getByText(/^A seat for you, Ada \d+$/)).toBeVisible();
  const [heard] = ofB;
  const seat = heard?.subject ?? '';
  const name = `${/Ada \d+$/.exec(seat)?.[0]} Own`;
  await page.getByRole('combobox', { name: 'Preview for this person of the audience' }).click();
  await page.getByPlaceholder('Find').fill(name);
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByText(seat, { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('a campaign is cloned into a series, which says when it runs, and what is over goes to the archive', async ({
  page,
  baseURL,
}) => {
  const own = await ownTenant(baseURL, 'again');
  await importPeople(own.api, 2);
  const id = await draftCampaign(own.api, 'Letter');
  await signIn(page, own.slug, own.admin);
  await page.goto(`/${own.slug}/campaigns/${id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Clone as a draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Copy of Letter' })).toBeVisible();
  await page.getByRole('button', { name: 'How it is sent' }).click();
  await page.getByLabel('Repeat').selectOption({ label: 'Every week' });
  await page.getByLabel('Ends after so many runs').fill('3');
  await page.getByLabel('At most an hour').fill('120');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Next: check and send' }).click();
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('First run').fill(`${day}T09:00`);
  await page.getByRole('button', { name: 'Schedule for 2 people' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Schedule' }).click();
  await expect(page.getByText(/^Runs every week for 3 times/)).toBeVisible();
  const card = page.getByRole('main');
  await expect(card.getByText('None yet.')).toBeVisible();
  await expect(card.getByText('At most 120 an hour')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(badge(page, 'Paused')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel campaign' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel campaign' }).click();
  await expect(badge(page, 'Cancelled')).toBeVisible();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.goto(`/${own.slug}/campaigns`);
  await expect(page.getByRole('link', { name: 'Letter', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Copy of Letter' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Archive', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Copy of Letter' })).toBeVisible();
  await expectAccessible(page);
});
