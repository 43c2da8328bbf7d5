import assert from 'node:assert/strict';
import { until } from './wait';

type Json = Record<string, unknown>;

export interface Api {
  url: string;
  key: string;
}

/** One call of the public API; throws what the problem document says. */
export async function call<T = Json>(
  { url, key }: Api,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : null) as T;
}

const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const people = 12;
const csv = [
  '﻿Email;First name;Last name;Class year',
  ...Array.from({ length: people }, (_, i) => `P${i}@Example.ORG;Zoë ${i};"Berg, ${i}";${2000 + i}`),
  'no address;Bad;Row;2001',
  'p0@example.org;Again;Again;2000',
].join('\r\n');

interface Totals {
  planned: number;
  sent: number;
  skipped: number;
  deferred: number;
  failed: number;
  uncertain: number;
  inProgress: number;
  opened: number;
  clicked: number;
  replied: number;
  bounced: number;
  unsubscribed: number;
}
interface Campaign {
  id: string;
  status: string;
  totals: Totals;
}
interface Caught {
  id: string;
  recipient: string;
  subject: string;
}

async function caughtFor(
  api: Api,
  recipient: string,
  subject: RegExp,
): Promise<{ id: string; html: string; text: string; unsubscribe: string }> {
  const found = await until(`a message to ${recipient}`, async () => {
    const { items } = await call<{ items: Caught[] }>(
      api,
      'GET',
      `/sandbox/messages?q=${encodeURIComponent(recipient)}`,
    );
    return items.find((m) => m.recipient === recipient && subject.test(m.subject));
  });
  const detail = await call<{ text: string; headers: { name: string; value: string }[] }>(
    api,
    'GET',
    `/sandbox/messages/${found.id}`,
  );
  const body = await fetch(`${api.url}/api/v1/sandbox/messages/${found.id}/body`, {
    headers: { authorization: `Bearer ${api.key}` },
  });
  const list = detail.headers.find((h) => h.name.toLowerCase() === 'list-unsubscribe')?.value ?? '';
  return {
    id: found.id,
    html: await body.text(),
    text: detail.text,
    unsubscribe: /<(https?:[^>]+)>/.exec(list)?.[1] ?? '',
  };
}

const linkIn = (html: string, kind: 'c' | 'o'): string =>
  new RegExp(`(?:href|src)="([^"]*/t/${kind}/[^"]+)"`).exec(html)?.[1] ?? assert.fail(`no ${kind} link in the message`);

/** The main job through the API: import → segment → template → campaign → opens, clicks, replies, bounce, unsubscribe → answer → numbers. */
export async function runMainJob(api: Api): Promise<void> {
  const started = await call<{ id: string }>(
    api,
    'POST',
    `/imports?consentSource=${encodeURIComponent('Alumni day 2026')}&fileName=people.csv`,
    csv,
    { 'content-type': 'text/csv' },
  );
  const done = await until('the import', async () => {
    const i = await call<{ status: string; rows: Json }>(api, 'GET', `/imports/${started.id}`);
    return i.status === 'completed' || i.status === 'failed' ? i : null;
  });
  assert.deepEqual(done.rows, { total: people + 2, created: people, updated: 0, skipped: 1, failed: 1 });
  const found = await until('search to know the person', async () => {
    const p = await call<{ items: { id: string; email: string }[] }>(api, 'GET', '/contacts?q=berg%203');
    return p.items.length === 1 ? p.items[0] : null;
  });
  assert.equal(found.email.toLowerCase(), 'p3@example.org');

  const tag = Math.random().toString(36).slice(2, 8);
  const segment = await call<{ id: string }>(api, 'POST', '/segments', {
    name: `Since 2002 ${tag}`,
    rule: { all: [{ field: 'attributes.class_year', op: 'gte', value: 2002 }] },
  });
  assert.equal((await call(api, 'POST', `/segments/${segment.id}/evaluate`))['memberCount'], people - 2);
  assert.equal((await call(api, 'GET', `/segments/${segment.id}`))['memberCount'], people - 2);
  const template = await call<{ id: string; problems: unknown[] }>(api, 'POST', '/templates', {
    name: `Letter ${tag}`,
    channel: 'email',
    subject: `${tag} for {{ contact.first_name }}`,
    html: '<p>Dear {{ contact.first_name }}, <a href="https://example.org/give?x=1&amp;y=2">give</a></p>',
    text: '',
  });
  assert.deepEqual(template.problems, []);
  const key = { 'idempotency-key': `main-job-${tag}` };
  const draft = { name: `Appeal ${tag}`, channel: 'email', templateId: template.id, segmentIds: [segment.id] };
  const campaign = await call<Campaign>(api, 'POST', '/campaigns', draft, key);
  assert.equal(
    (await call<Campaign>(api, 'POST', '/campaigns', draft, key)).id,
    campaign.id,
    'a repeated POST gets the first answer',
  );
  await call(api, 'POST', `/campaigns/${campaign.id}/launch`);
  const get = () => call<Campaign>(api, 'GET', `/campaigns/${campaign.id}`);
  const sent = await until(
    'the campaign to end',
    async () => {
      const c = await get();
      return c.status === 'completed' ? c : null;
    },
    60_000,
  );
  assert.deepEqual(
    { planned: sent.totals.planned, sent: sent.totals.sent, inProgress: sent.totals.inProgress },
    { planned: people - 2, sent: people - 2, inProgress: 0 },
  );

  // What comes back, each from another person. People wait two seconds before they open: faster is held for a machine's.
  const subject = new RegExp(tag);
  const [opens, clicks, answers, bounces, leaves] = await Promise.all(
    [4, 5, 6, 7, 8].map((i) => caughtFor(api, `p${i}@example.org`, subject)),
  );
  await new Promise((wait) => setTimeout(wait, 2500));
  const visit = (url: string, init: RequestInit = {}) =>
    fetch(url, { redirect: 'manual', ...init, headers: { 'user-agent': browser, ...init.headers } });
  assert.equal((await visit(linkIn(opens!.html, 'o'))).status, 200);
  const click = await visit(linkIn(clicks!.html, 'c'));
  assert.equal(click.headers.get('location'), 'https://example.org/give?x=1&y=2');
  await call(api, 'POST', `/sandbox/messages/${answers!.id}/reply`, { body: `I will come, ${tag}` });
  await call(api, 'POST', `/sandbox/messages/${bounces!.id}/bounce`);
  assert.equal(
    (
      await visit(leaves!.unsubscribe, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      })
    ).status,
    200,
  );
  const back = await until('all that came back', async () => {
    const { totals: t } = await get();
    return t.opened >= 1 && t.clicked >= 1 && t.replied >= 1 && t.bounced >= 1 && t.unsubscribed >= 1 ? t : null;
  });
  assert.equal(back.sent, people - 2, 'a bounced message was sent');
  for (const [event, i] of [
    ['opened', 4],
    ['clicked', 5],
    ['replied', 6],
    ['bounced', 7],
    ['unsubscribed', 8],
  ] as const) {
    const { items } = await call<{ items: { contactId: string; address: string }[] }>(
      api,
      'GET',
      `/campaigns/${campaign.id}/recipients?event=${event}`,
    );
    const person =
      items.find((r) => r.address === `p${i}@example.org`) ?? assert.fail(`${event}: p${i} is not in the list`);
    const timeline = await call<{ items: { type?: string; eventType?: string }[] }>(
      api,
      'GET',
      `/contacts/${person.contactId}/timeline`,
    );
    assert.ok(JSON.stringify(timeline).includes(`message.${event}`), `${event} is on the timeline`);
  }

  const thread = await until('the thread', async () =>
    (await call<{ items: { id: string; snippet: string; unread: number }[] }>(api, 'GET', '/inbox/threads')).items.find(
      (t) => t.snippet.includes(tag),
    ),
  );
  assert.equal(thread.unread, 1);
  await call(api, 'POST', `/inbox/threads/${thread.id}/messages`, { body: `See you there, ${tag}` });
  const answer = await caughtFor(api, 'p6@example.org', /^Re: /);
  assert.match(answer.text, new RegExp(`See you there, ${tag}`));
  await call(api, 'POST', `/sandbox/messages/${answer.id}/reply`, { body: `Thanks again, ${tag}` });
  await until(
    'the second reply in the same thread',
    async () => (await call<{ messages: unknown[] }>(api, 'GET', `/inbox/threads/${thread.id}`)).messages.length === 3,
  );

  await until('ClickHouse to know it all', async () => {
    const { totals } = await call<{ totals: Record<string, number> }>(
      api,
      'GET',
      `/analytics/messages?by=event&campaignId=${campaign.id}`,
    );
    return (
      totals['sent'] === people - 2 &&
      ['opened', 'clicked', 'replied', 'bounced', 'unsubscribed'].every((event) => (totals[event] ?? 0) >= 1)
    );
  });
}
