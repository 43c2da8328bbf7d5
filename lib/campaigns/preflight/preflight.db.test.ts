import { describe, expect, it } from 'vitest';
import { createContact, updateContact } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, granted, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { createCampaign, getCampaign, getReport, launchCampaign, preflightCampaign, updateCampaign } from '..';
import { assign } from '../variants/assign';

const database = await testDatabase();

let made = 0;
const template = async (ctx: Ctx, html: string, text = '') =>
  (await createTemplate(ctx, { name: `T${(made += 1)}`, channel: 'email', subject: 'Hi', html, text })).id;
const saying = async (ctx: Ctx, html: string) => {
  const id = await draft(ctx, `Appeal ${(made += 1)}`);
  await updateCampaign(ctx, { id, templateId: await template(ctx, html) });
  return id;
};
const said = async (ctx: Ctx, id: string, about: RegExp) =>
  (await preflightCampaign(ctx, { id })).problems
    .map(({ level, message }) => `${level}: ${message}`)
    .filter((one) => about.test(one));

/** More than Liquid may hold. */
const tooMuch =
  '{% assign x = "0123456789" %}{% for i in (1..30) %}{% assign x = x | append: x %}{% endfor %}{{ x | size }}';

describe('the template, filled for a sample of the audience', () => {
  it('blocks when it fails for everybody, with what was wrong', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 30);
    expect(await said(ctx, await saying(ctx, `<p>${tooMuch}</p>`), /filled/)).toEqual([
      expect.stringMatching(/^blocks: .* (\d+) of \1 people .* memory alloc limit/),
    ]);
    expect(await said(ctx, await saying(ctx, '<p>{{ contact.first_name }}</p>'), /filled/)).toEqual([]);
  });

  it('warns when it fails for some, and names the variant', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 8);
    await createContact(ctx, { email: 'o@example.org', firstName: 'Odd', consents: granted });
    const odd = await template(ctx, `{% if contact.first_name == "Odd" %}${tooMuch}{% endif %}x`);
    const id = await draft(ctx);
    const plain = await template(ctx, '<p>Hello</p>');
    const variants = [
      { name: 'Plain', templateId: plain },
      { name: 'Odd one', templateId: odd },
    ];
    await updateCampaign(ctx, { id, variants });
    expect(await said(ctx, id, /filled/)).toEqual([
      expect.stringMatching(/^warns: Variant “Odd one”: .* for 1 of 9 people/),
    ]);
  });
});

it('links whose address differs from person to person are named, as what is not counted; where nothing is counted they are not', async () => {
  const { ctx } = await testTenant(database);
  await people(ctx, 1);
  const links = '<a href="https://uni.example/{{ contact.id }}">a</a> <a href="https://uni.example/">b</a>';
  const id = await saying(ctx, `${links} <a href="{{ unsubscribe_url }}">leave</a>`);
  expect(await said(ctx, id, /counted/)).toEqual([
    expect.stringMatching(/^warns: Clicks on https:\/\/uni\.example\/\{\{ contact\.id }} are not counted: its address/),
  ]);
  const url = 'https://uni.example/{{ contact.id }}';
  expect((await getReport(ctx, { id })).uncounted).toEqual([]);
  await launchCampaign(ctx, { id });
  expect((await getReport(ctx, { id })).uncounted).toEqual([{ version: expect.any(String), url }]);
  const untold = await saying(ctx, links);
  await updateCampaign(ctx, { id: untold, trackClicks: false });
  expect(await said(ctx, untold, /counted/)).toEqual([]);
});

it('links of texts that are not counted are named as those of mail are, also in the values of an approved template', async () => {
  const { ctx } = await testTenant(database);
  const texting = async (channel: 'sms' | 'whatsapp', text: string, parameters?: string[]) => {
    const approved = parameters ? { name: 'appeal', language: 'en', parameters } : null;
    const made = await createTemplate(ctx, {
      name: `T${text} ${channel}`,
      channel,
      subject: '',
      html: '',
      text,
      approved,
    });
    const segmentIds = (await getCampaign(ctx, { id: mail })).segments.map((one) => one.id);
    return (await createCampaign(ctx, { name: text, channel, templateId: made.id, segmentIds })).id;
  };
  const mail = await draft(ctx);
  const url = 'https://uni.example/{{ contact.id }}';
  const sms = await texting('sms', `Come: ${url} or https://uni.example. STOP: {{ unsubscribe_url }}`);
  expect(await said(ctx, sms, /counted/)).toEqual([expect.stringContaining(`Clicks on ${url} are not counted`)]);
  const whatsapp = await texting('whatsapp', 'Come: {{1}}. STOP ends this.', [url]);
  expect(await said(ctx, whatsapp, /counted/)).toEqual([expect.stringContaining(`Clicks on ${url} are not counted`)]);
});

it('variants of WhatsApp in free text beside approved ones are told to reach fewer people than are counted', async () => {
  const { ctx } = await testTenant(database);
  const { segments } = await getCampaign(ctx, { id: await draft(ctx) });
  const made = async (name: string, isApproved: boolean) => {
    const approved = isApproved ? { name: 'appeal', language: 'en', parameters: [] } : null;
    const text = 'Come. STOP ends this. {{ unsubscribe_url }}';
    return (
      await createTemplate(ctx, {
        name,
        channel: 'whatsapp',
        subject: '',
        html: '',
        text: isApproved ? 'Come. STOP ends this.' : text,
        approved,
      })
    ).id;
  };
  const [free, other, approved] = [await made('Free', false), await made('Other', false), await made('Approved', true)];
  const campaign = {
    name: 'Test',
    channel: 'whatsapp' as const,
    templateId: free,
    segmentIds: segments.map((one) => one.id),
  };
  const { id } = await createCampaign(ctx, campaign);
  const told = async (...ids: string[]) => {
    const variants = ids.map((templateId, i) => ({ name: `V${i}`, templateId }));
    await updateCampaign(ctx, { id, variants });
    return said(ctx, id, /24 hours/);
  };
  expect(await told(free, approved)).toEqual([expect.stringMatching(/^warns: Variant “V0”: This one is free text/)]);
  expect(await told(free, other)).toEqual([]);
  expect(await told(approved, approved)).toEqual([]);
  expect(await told()).toEqual([]);
});

describe('variants', () => {
  it('that say the same word for word are named; another subject or other words are enough to differ', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 2);
    const [letter, other] = [await template(ctx, '<p>Hello</p>'), await template(ctx, '<p>Good morning</p>')];
    const id = await draft(ctx);
    const told = async (...variants: { name: string; templateId: string; subject?: string }[]) => {
      await updateCampaign(ctx, { id, variants });
      return said(ctx, id, /say the same/);
    };
    const a = { name: 'A', templateId: letter };
    expect(await told(a, { ...a, name: 'B' })).toEqual([
      expect.stringMatching(/^warns: Variants “A” and “B” say the same: /),
    ]);
    // The template's own subject, written once more.
    expect(await told(a, { ...a, name: 'B', subject: 'Hi' }, { name: 'C', templateId: other })).toHaveLength(1);
    expect(await told(a, { ...a, name: 'B', subject: 'Ho' })).toEqual([]);
    expect(await told(a, { name: 'B', templateId: other })).toEqual([]);
  });

  it('that go to too few say from how many people on the rule for a winner can tell them apart', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 300);
    const id = await draft(ctx);
    const { templateId } = await getCampaign(ctx, { id });
    const variants = ['A', 'B'].map((name) => ({ name, templateId, subject: name }));
    await updateCampaign(ctx, { id, variants });
    expect(await said(ctx, id, /told apart/)).toEqual([]);
    await updateCampaign(ctx, { id, testPercent: 20 });
    expect(await said(ctx, id, /told apart/)).toEqual([
      expect.stringMatching(
        /^warns: Too few people get variant “[AB]” .*: [2-4]\d\. Below 100 a variant even twice as many clicks, 20 % against 10 %,/,
      ),
    ]);
    await updateCampaign(ctx, { id, variants: [] });
    expect(await said(ctx, id, /told apart/)).toEqual([]);
  });
});

it('a part of the audience is tested only where there are variants to test', async () => {
  const { ctx } = await testTenant(database);
  const id = await draft(ctx);
  const needsVariants = { code: 'invalid', fields: { testPercent: 'needs variants' } };
  await expect(updateCampaign(ctx, { id, testPercent: 10 })).rejects.toMatchObject(needsVariants);
  const { templateId, segments } = await getCampaign(ctx, { id });
  const given = { name: 'Test', templateId, segmentIds: segments.map((one) => one.id) };
  await expect(createCampaign(ctx, { ...given, testPercent: 10 })).rejects.toMatchObject(needsVariants);
  const variants = ['A', 'B'].map((name) => ({ name, templateId }));
  expect((await updateCampaign(ctx, { id, variants, testPercent: 10 })).options.testPercent).toBe(10);
  expect((await updateCampaign(ctx, { id, testPercent: 20 })).options.testPercent).toBe(20);
  expect((await updateCampaign(ctx, { id, variants: [] })).options.testPercent).toBe(100);
});

describe('what is empty for some', () => {
  it('is no problem where the template has a default, and is told where it has none', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 3);
    const withDefault = '<p>{{ contact.last_name | default: "friend" }}</p>';
    const id = await saying(ctx, withDefault);
    expect((await preflightCampaign(ctx, { id })).merge).toEqual([
      { variable: 'contact.last_name', variant: null, people: 3, empty: 3, waiting: null, hasDefault: true },
    ]);
    expect(await said(ctx, id, /last_name/)).toEqual([]);
    await updateCampaign(ctx, { id, templateId: await template(ctx, '<p>{{ contact.last_name }}</p>') });
    expect(await said(ctx, id, /last_name/)).toEqual([
      'warns: contact.last_name is empty for 3 of 3 people. Give it a default in the template.',
    ]);
  });

  it('is counted of a variant over those who get it, and over those who wait for what wins', async () => {
    const { ctx } = await testTenant(database);
    const ids = await people(ctx, 30);
    for (const contactId of ids.slice(0, 12)) await updateContact(ctx, { id: contactId, lastName: 'Known' });
    const id = await draft(ctx);
    const variants = [
      { name: 'With', templateId: await template(ctx, '<p>{{ contact.last_name | default: "friend" }}</p>') },
      { name: 'Without', templateId: await template(ctx, '<p>{{ contact.last_name }}</p>') },
    ];
    const shared = async (testPercent: number) => {
      await updateCampaign(ctx, { id, variants, testPercent });
      const shares = { weights: [1, 1], testPercent, holdoutPercent: 0 };
      const place = (contactId: string) => assign(id, contactId, shares);
      const of = (some: string[]) => ({
        people: some.length,
        empty: some.filter((one) => ids.indexOf(one) >= 12).length,
      });
      return {
        waiting: testPercent < 100 ? of(ids.filter((one) => place(one).waits)) : null,
        each: [0, 1].map((position) => of(ids.filter((one) => place(one).variant === position))),
      };
    };
    const { each } = await shared(100);
    const [others, mine] = each;
    expect(mine!.people).toBeLessThan(30);
    expect((await preflightCampaign(ctx, { id })).merge).toEqual([
      { variable: 'contact.last_name', variant: 'With', ...others, waiting: null, hasDefault: true },
      { variable: 'contact.last_name', variant: 'Without', ...mine, waiting: null, hasDefault: false },
    ]);
    expect(await said(ctx, id, /last_name/)).toEqual([
      `warns: Variant “Without”: contact.last_name is empty for ${mine!.empty} of its ${mine!.people} people. Give it a default in the template.`,
    ]);
    const test = await shared(40);
    const [, tested] = test.each;
    expect((await preflightCampaign(ctx, { id })).merge[1]).toMatchObject({ ...tested, waiting: test.waiting });
    expect(await said(ctx, id, /last_name/)).toEqual([
      `warns: Variant “Without”: contact.last_name is empty for ${tested!.empty} of its ${tested!.people} people, and for ${test.waiting!.empty} of the ${test.waiting!.people} who get what wins. Give it a default in the template.`,
    ]);
  });
});
