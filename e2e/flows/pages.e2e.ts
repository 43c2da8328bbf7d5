import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { pages, tracking } from '@/lib/paths';
import { colourMs, sidewaysOf, violations } from '../fixtures/axe';
import { expect, patience, test } from '../fixtures/test';
import { watchPage, withoutReloads } from '../fixtures/watch';
import { makeWorld, type Who, type World } from '../fixtures/world';

interface Visit {
  path: string;
  as: Who;
  /** What stands there once all of it has come. */
  shows?: RegExp;
  /** The page is there to report a fault, which the browser's console repeats. */
  faulty?: boolean;
}

const by = (as: Who, ...paths: string[]): Visit[] => paths.map((path) => ({ path, as }));
const refused = (...paths: string[]): Visit[] =>
  paths.map((path) => ({ path, as: 'readonly', shows: /right to|administrator/ }));

/** Every page of the product in every state that a link can reach, by its file. */
const table: Record<string, (world: World) => Visit[]> = {
  'page.tsx': () => [{ path: '/', as: 'nobody', shows: /You belong to no organisation/ }],
  'docs/page.tsx': () => [{ path: '/docs', as: 'visitor', shows: /openapi\.json/ }],
  '(auth)/login/page.tsx': () => by('visitor', pages.login()),
  '(auth)/setup/[token]/page.tsx': ({ setup }) => [
    { path: pages.setup(setup), as: 'visitor', shows: /Choose a password/ },
    { path: pages.setup('never-issued'), as: 'visitor', shows: /no longer works/ },
  ],
  'u/page.tsx': () => [{ path: '/u', as: 'visitor', shows: /link is not complete/ }],
  'p/page.tsx': () => [{ path: '/p', as: 'visitor', shows: /link is not complete/ }],
  'c/page.tsx': () => [{ path: '/c', as: 'visitor', shows: /link is not complete/ }],
  'u/[token]/page.tsx': ({ recipient }) => [
    { path: tracking.unsubscribePage(recipient), as: 'visitor', shows: /Stop all mailings/ },
    { path: tracking.unsubscribePage('x'), as: 'visitor', shows: /leads nowhere/ },
  ],
  'c/[token]/page.tsx': ({ confirm }) => [
    { path: tracking.confirm(confirm), as: 'visitor', shows: /One more click/ },
    { path: tracking.confirm('x'), as: 'visitor', shows: /leads nowhere/ },
  ],
  'p/[token]/page.tsx': ({ recipient }) => [
    ...by('visitor', tracking.preferences(recipient), `${tracking.preferences(recipient)}?saved=1`),
    { path: tracking.preferences('x'), as: 'visitor', shows: /leads nowhere/ },
  ],
  '(console)/[tenant]/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.home(full)),
    ...by('newcomer', pages.home(empty)),
    ...by('readonly', pages.home(full)),
  ],
  '(console)/[tenant]/contacts/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.contacts(full), pages.contacts(full, { q: 'ada-7' }), pages.contacts(full, { q: 'zzzz' })),
    ...by('newcomer', pages.contacts(empty)),
    {
      ...{ path: pages.contacts(full, { cursor: 'broken' }), as: 'admin', faulty: true },
      shows: /does not belong to this list. Start again from the first page/,
    },
    {
      ...{ path: pages.contacts(full, { segmentId: 'zz' }), as: 'admin', faulty: true },
      shows: /Something in the address of this page is wrong/,
    },
  ],
  '(console)/[tenant]/contacts/new/page.tsx': ({ full }) => [
    ...by('admin', pages.newContact(full)),
    ...refused(pages.newContact(full)),
  ],
  '(console)/[tenant]/contacts/[id]/page.tsx': ({ full, ids }) => [
    ...by('admin', ...[undefined, 'consents', 'details'].map((tab) => pages.contact(full, ids.contact, { tab }))),
    ...by('readonly', pages.contact(full, ids.contact)),
    { path: pages.contact(full, 'x'), as: 'admin', shows: /nothing at this address/ },
  ],
  '(console)/[tenant]/contacts/[id]/edit/page.tsx': ({ full, ids }) => [
    ...by('admin', pages.editContact(full, ids.contact)),
    ...refused(pages.editContact(full, ids.contact)),
  ],
  '(console)/[tenant]/contacts/imports/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.imports(full)),
    ...by('newcomer', pages.imports(empty)),
  ],
  '(console)/[tenant]/contacts/imports/new/page.tsx': ({ full }) => [
    ...by('admin', pages.newImport(full)),
    ...refused(pages.newImport(full)),
  ],
  '(console)/[tenant]/contacts/imports/[id]/page.tsx': ({ full, ids }) =>
    by('admin', pages.import(full, ids.import), pages.import(full, ids.held)),
  '(console)/[tenant]/settings/organisation/page.tsx': ({ full }) => [
    ...by('admin', pages.organisation(full)),
    ...refused(pages.organisation(full)),
  ],
  '(console)/[tenant]/settings/sending-rules/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.sendingRules(full)),
    ...by('newcomer', pages.sendingRules(empty)),
    ...refused(pages.sendingRules(full)),
  ],
  '(console)/[tenant]/settings/topics/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.topics(full)),
    ...by('newcomer', pages.topics(empty)),
    ...refused(pages.topics(full)),
  ],
  '(console)/[tenant]/settings/providers/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.providers(full)),
    ...by('newcomer', pages.providers(empty)),
    ...refused(pages.providers(full)),
  ],
  '(console)/[tenant]/settings/link-domain/page.tsx': ({ full, empty }) => [
    ...by('newcomer', pages.linkDomain(empty)),
    ...refused(pages.linkDomain(full)),
  ],
  '(console)/[tenant]/suppressions/page.tsx': ({ full, empty }) => [
    ...by(
      'admin',
      pages.suppressions(full),
      pages.suppressions(full, { q: 'zzzz', reason: 'complaint', kind: 'phone' }),
    ),
    ...by('newcomer', pages.suppressions(empty)),
    ...by('readonly', pages.suppressions(full)),
  ],
  '(console)/[tenant]/segments/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.segments(full)),
    ...by('newcomer', pages.segments(empty)),
  ],
  '(console)/[tenant]/segments/new/page.tsx': ({ full }) => [
    ...by('admin', pages.newSegment(full)),
    ...refused(pages.newSegment(full)),
  ],
  '(console)/[tenant]/segments/[id]/page.tsx': ({ full, ids }) => by('admin', pages.segment(full, ids.segment)),
  '(console)/[tenant]/segments/[id]/edit/page.tsx': ({ full, ids }) => [
    ...by('admin', pages.editSegment(full, ids.segment)),
    ...refused(pages.editSegment(full, ids.segment)),
  ],
  '(console)/[tenant]/templates/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.templates(full)),
    ...by('newcomer', pages.templates(empty)),
  ],
  '(console)/[tenant]/templates/new/page.tsx': ({ full }) => [
    ...by('admin', pages.newTemplate(full)),
    ...by('admin', ...(['text', 'push', 'webhook'] as const).map((channel) => pages.newTemplate(full, { channel }))),
    ...refused(pages.newTemplate(full)),
  ],
  '(console)/[tenant]/templates/[id]/page.tsx': ({ full, ids }) => [
    ...by('admin', ...[ids.template, ids.push, ids.webhook].map((id) => pages.template(full, id))),
    ...by('readonly', pages.template(full, ids.template)),
  ],
  '(console)/[tenant]/campaigns/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.campaigns(full)),
    ...by('newcomer', pages.campaigns(empty)),
  ],
  '(console)/[tenant]/campaigns/new/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.newCampaign(full)),
    ...by('newcomer', pages.newCampaign(empty)),
    ...refused(pages.newCampaign(full)),
  ],
  '(console)/[tenant]/campaigns/[id]/report/page.tsx': ({ full, ids }) => [
    ...by('admin', pages.campaignReport(full, ids.sent), pages.campaignReport(full, ids.draft)),
    ...by('readonly', pages.campaignReport(full, ids.sent)),
    { path: pages.campaignReport(full, 'x'), as: 'admin', shows: /nothing at this address/ },
  ],
  '(console)/[tenant]/campaigns/[id]/page.tsx': ({ full, ids }) => [
    ...by(
      'admin',
      ...['report', 'recipients', 'message', 'preflight'].map((tab) => pages.campaign(full, ids.sent, { tab })),
    ),
    ...by('admin', pages.campaign(full, ids.sent, { tab: 'message', recipient: ids.sentTo })),
    { path: pages.campaign(full, ids.draft), as: 'admin', shows: /In the audience/ },
    ...by('admin', pages.campaign(full, ids.scheduled)),
    ...by('readonly', pages.campaign(full, ids.draft)),
  ],
  '(console)/[tenant]/inbox/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.inbox(full)),
    ...by('newcomer', pages.inbox(empty)),
  ],
  '(console)/[tenant]/inbox/[id]/page.tsx': ({ full, ids }) => [
    ...by('admin', pages.inbox(full, ids.thread)),
    ...by('readonly', pages.inbox(full, ids.thread)),
  ],
  '(console)/[tenant]/analytics/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.analytics(full)),
    ...by('newcomer', pages.analytics(empty)),
  ],
  '(console)/[tenant]/sandbox/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.sandbox(full)),
    ...by('newcomer', pages.sandbox(empty)),
  ],
  '(console)/[tenant]/sandbox/[id]/page.tsx': ({ full, ids }) => by('admin', pages.sandbox(full, ids.caught)),
  '(console)/[tenant]/system/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.jobs(full)),
    ...by('newcomer', pages.jobs(empty)),
  ],
  '(console)/[tenant]/system/dead-letters/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.deadLetters(full)),
    ...by('newcomer', pages.deadLetters(empty)),
    ...refused(pages.deadLetters(full)),
  ],
  '(console)/[tenant]/system/dead-letters/[id]/page.tsx': ({ full, ids }) =>
    by('admin', pages.deadLetter(full, ids.deadLetter)),
  '(console)/[tenant]/system/failed-messages/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.failedMessages(full)),
    ...by('admin', pages.failedMessages(full, { state: 'all' })),
    ...by('newcomer', pages.failedMessages(empty)),
  ],
  '(console)/[tenant]/system/[id]/page.tsx': ({ full, ids }) => by('admin', pages.job(full, ids.job)),
  '(console)/[tenant]/settings/page.tsx': ({ full, empty }) => [
    ...by('admin', pages.settings(full)),
    ...by('readonly', pages.settings(full)),
    ...by('newcomer', pages.settings(empty)),
  ],
};

const widths = [1440, 390];
const themes = ['light', 'dark'] as const;
const lanes = 2;
const folder = process.env.E2E_SHOTS;

async function openPage(browser: Browser, baseURL: string | undefined, width: number) {
  const phone = width < 500;
  const context = await browser.newContext({
    ...(baseURL ? { baseURL } : {}),
    viewport: { width, height: phone ? 844 : 900 },
    isMobile: phone,
    hasTouch: phone,
  });
  await withoutReloads(context);
  const page = await context.newPage();
  return { page, complaints: await watchPage(page) };
}

/** What is wrong with a page as it stands; in the dark only the colours can be. */
async function faultsOf(page: Page, theme: (typeof themes)[number]): Promise<string[]> {
  if (theme === 'dark') return violations(page, 'colours');
  const counts = await page.evaluate(() => ({
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main, [role=main]').length,
  }));
  const sideways = await sidewaysOf(page);
  return [
    ...(counts.h1 === 1 ? [] : [`${counts.h1} headings of level 1`]),
    ...(counts.main === 1 ? [] : [`${counts.main} main landmarks`]),
    ...(sideways <= 0 ? [] : [`scrolls ${sideways} pixels sideways`]),
    ...(await violations(page)),
  ];
}

test('the table of visits names every page of the product', () => {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|\/)page\.tsx$/.test(file),
  );
  expect(Object.keys(table).toSorted()).toEqual(files.toSorted());
});

test.describe('every page, with and without data and rights, is accessible and reports nothing', () => {
  test.setTimeout(600_000 * patience); // some 75 pages, each in two themes
  let world: World;
  test.beforeAll(async ({ browser, baseURL }) => {
    world = await makeWorld(browser, baseURL);
  });

  for (const width of widths) {
    test(`at ${width} pixels, light and dark`, async ({ browser, baseURL }) => {
      const queue = Object.values(table)
        .flatMap((visits) => visits(world))
        .toSorted((a, b) => a.as.localeCompare(b.as));
      const wrong: string[] = [];
      const lane = async () => {
        const { page, complaints } = await openPage(browser, baseURL, width);
        for (let visit = queue.shift(); visit; visit = queue.shift()) {
          await page.context().clearCookies();
          await page.context().addCookies(world.cookies[visit.as]);
          await page.emulateMedia({ colorScheme: 'light' });
          const answer = await page.goto(visit.path);
          await page
            .getByRole('main')
            .getByText(visit.shows ?? /\S/)
            .first()
            .waitFor();
          if ((answer?.status() ?? 500) >= 500) wrong.push(`${visit.path} as ${visit.as}: status ${answer?.status()}`);
          for (const theme of themes) {
            await page.emulateMedia({ colorScheme: theme });
            await page.waitForTimeout(colourMs);
            const faults = await faultsOf(page, theme);
            wrong.push(...faults.map((fault) => `${visit.path} as ${visit.as}, ${theme}: ${fault}`));
            if (folder) {
              const name = `${visit.as}${visit.path.replace(/[0-9a-f-]{36}/g, 'id').replaceAll(/[^a-z0-9]+/gi, '-')}`;
              await page.screenshot({ path: join(folder, `${width}-${theme}`, `${name.slice(0, 80)}.png`) });
            }
          }
          const reported = complaints.take().filter(() => !visit.faulty);
          wrong.push(...reported.map((fault) => `${visit.path} as ${visit.as}: ${fault}`));
        }
        await page.context().close();
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      expect(wrong).toEqual([]);
    });
  }
});
