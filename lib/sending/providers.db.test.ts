import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { nameServer } from '@/lib/testing/dns';
import { testDatabase } from '@/lib/testing/database';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import {
  checkDkimKey,
  createDkimKey,
  createProvider,
  deleteDkimKey,
  deleteProvider,
  listDkimKeys,
  listProviders,
  reorderProviders,
  testProvider,
  updateProvider,
} from '.';

const records = new Map<string, string>();
const dns = await nameServer({ texts: records });
afterAll(() => dns.close());
const database = await testDatabase({ PRIVATE_TARGETS: 'allow', DNS_SERVERS: dns.address });
const sql = database.owner.tags;
const smtp = (port: number, more: object = {}) => ({
  ...{ kind: 'smtp' as const, host: '127.0.0.1', port, security: 'none' as const },
  ...more,
});
const tenant = () => testTenant(database);

describe('a provider’s secrets', () => {
  it('never come back, are sealed where they are kept, and stay when they are left out', async () => {
    const { ctx, slug } = await tenant();
    const apiKey = 'SG.very-secret-key-1234';
    const { provider } = await createProvider(ctx, { name: 'Grid', configuration: { kind: 'sendgrid', apiKey } });
    expect(provider).toMatchObject({ secrets: { apiKey: '…1234' }, settings: { region: 'global' }, state: 'untried' });
    const { id } = provider;
    const changed = await updateProvider(ctx, { id, configuration: { kind: 'sendgrid', region: 'eu' } });
    expect(changed).toMatchObject({ secrets: { apiKey: '…1234' }, settings: { region: 'eu' } });
    for (const output of [provider, changed, await listProviders(ctx, {})])
      expect(JSON.stringify(output)).not.toContain(apiKey);
    const [row] = await sql`select row_to_json(p)::text as text from sending_providers p where tenant_id = ${slug}`;
    expect(row!['text']).not.toContain('very-secret');
    const audits = await sql`select details::text as text from audit_logs where tenant_id = ${slug}`;
    expect(JSON.stringify(audits)).not.toContain('very-secret');
    await deleteProvider(ctx, { id, anyway: true });
    expect((await listProviders(ctx, {})).items).toEqual([]);
    const [gone] = await sql`select secret from sending_providers where tenant_id = ${slug} and id = ${id}`;
    expect(gone!['secret']).toBe('');
  });

  it('copied to another provider’s row does not open there', async () => {
    const { ctx, slug, admin } = await tenant();
    const made = async (name: string) =>
      (await createProvider(ctx, { name, configuration: { kind: 'sendgrid', apiKey: name } })).provider.id;
    const [a, b] = [await made('a'), await made('b')];
    await sql`update sending_providers set secret = (select secret from sending_providers where tenant_id = ${slug} and id = ${a}) where tenant_id = ${slug} and id = ${b}`;
    expect((await testProvider(ctx, { id: b, to: admin.email })).answer).toMatch(/does not open.*Enter it anew/);
    expect((await listProviders(ctx, {})).items.map(({ secrets }) => secrets)).toEqual([{ apiKey: 'set' }, {}]);
  });

  it('a password does not follow when somebody points the server elsewhere', async () => {
    const { ctx } = await tenant();
    const given = { kind: 'smtp' as const, host: 'smtp.example', username: 'ada', password: 'pass' };
    const { provider } = await createProvider(ctx, { name: 'Relay', configuration: given });
    const { password: _, ...rest } = given;
    await updateProvider(ctx, { id: provider.id, configuration: { ...rest, port: 465, security: 'tls' } });
    await expect(
      updateProvider(ctx, { id: provider.id, configuration: { ...rest, host: 'evil.example' } }),
    ).rejects.toMatchObject({ code: 'invalid', fields: { 'configuration.password': 'is empty' } });
  });

  it('what can be made here is made, and a webhook’s secret is shown once', async () => {
    const { ctx } = await tenant();
    const made = await createProvider(ctx, {
      name: 'CRM',
      configuration: { kind: 'webhook', url: 'https://crm.example/in' },
    });
    expect(made.signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(await listProviders(ctx, {}))).not.toContain(made.signingSecret!.slice(0, -4));
    const push = await createProvider(ctx, {
      name: 'Push',
      configuration: { kind: 'push', subject: 'mailto:a@b.example' },
    });
    expect(push.provider.settings['publicKey']).toHaveLength(87);
  });

  it('a webhook’s word of proof is for those who may change settings', async () => {
    const { ctx, as } = await tenant();
    await createProvider(ctx, { name: 'PM', configuration: { kind: 'postmark', serverToken: 'x' } });
    const tokenFor = async (c: typeof ctx) => (await listProviders(c, {})).items[0]!.hookToken;
    expect(await tokenFor(ctx)).toHaveLength(32);
    expect(await tokenFor(as(['settings:read']))).toBeNull();
  });
});

describe('what a provider cannot be', () => {
  it('says the field and the way out', async () => {
    const { ctx } = await tenant();
    const refuse = (configuration: Parameters<typeof createProvider>[1]['configuration']) =>
      expect(createProvider(ctx, { name: 'x', configuration })).rejects;
    await refuse({ kind: 'smtp', host: 'a b' }).toMatchObject({
      code: 'invalid',
      fields: { 'configuration.host': expect.any(String) },
    });
    await refuse({ kind: 'smtp', host: 'm', security: 'none', username: 'a', password: 'b' }).toMatchObject({
      fields: { 'configuration.security': expect.any(String) },
    });
    await refuse({ kind: 'webhook', url: 'file:///etc/passwd' }).toMatchObject({ code: 'invalid' });
    for (const apiKey of ['SG.with space', 'SG.“quoted”', 'SG.a\u200Bb'])
      await refuse({ kind: 'sendgrid', apiKey }).toMatchObject({
        code: 'invalid',
        fields: { 'configuration.apiKey': expect.stringContaining('Copy it again') },
      });
    await refuse({ kind: 'twilio', accountSid: 'AC1', from: '+44', authToken: 'x' }).toMatchObject({ code: 'invalid' });
    await createProvider(ctx, { name: 'same', configuration: { kind: 'smtp', host: 'm' } });
    await expect(
      createProvider(ctx, { name: 'same', configuration: { kind: 'smtp', host: 'n' } }),
    ).rejects.toMatchObject({
      code: 'conflict',
      fields: { name: 'is taken' },
    });
  });

  it('keeps its kind, and an order names each of a channel once', async () => {
    const { ctx } = await tenant();
    const ids: string[] = [];
    for (const name of ['a', 'b'])
      ids.push((await createProvider(ctx, { name, configuration: { kind: 'smtp', host: 'm' } })).provider.id);
    await expect(
      updateProvider(ctx, { id: ids[0]!, configuration: { kind: 'sendgrid', apiKey: 'x' } }),
    ).rejects.toMatchObject({ fields: { 'configuration.kind': 'is smtp' } });
    const { items } = await reorderProviders(ctx, { channel: 'email', ids: [...ids].reverse() });
    expect(items.map(({ name }) => name)).toEqual(['b', 'a']);
    for (const wrong of [[ids[0]!], [ids[0]!, ids[0]!]])
      await expect(reorderProviders(ctx, { channel: 'email', ids: wrong })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the test button', () => {
  it('sends one message by SMTP from the default sender and tells the answer', async () => {
    const sink = await smtpSink();
    onTestFinished(() => sink.close());
    const { ctx, admin } = await tenant();
    const { provider } = await createProvider(ctx, { name: 'Sink', configuration: smtp(sink.port) });
    const answer = await testProvider(ctx, { id: provider.id, to: admin.email });
    expect(answer).toMatchObject({ ok: true, answer: expect.stringMatching(/^Taken: 250/) });
    expect(sink.received).toHaveLength(1);
    expect(sink.received[0]!.raw).toContain(`To: ${admin.email}\r\n`);
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({ state: 'ok', lastError: null });
    sink.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    expect(await testProvider(ctx, { id: provider.id, to: admin.email })).toMatchObject({
      ok: false,
      answer: expect.stringMatching(/^Refused: .*no such user/),
    });
    sink.refuse = () => ({ code: 451, text: '4.3.0 busy' });
    expect((await testProvider(ctx, { id: provider.id, to: admin.email })).answer).toMatch(
      /^Put off: 451 4\.3\.0 busy/,
    );
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'ok',
      lastError: 'Put off: 451 4.3.0 busy (test)',
    });
    sink.refuse = () => ({ code: 554, text: '5.7.1 not by you' });
    await testProvider(ctx, { id: provider.id, to: admin.email });
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'ok',
      lastError: 'Refused: 554 5.7.1 not by you (test)',
      lastErrorAt: expect.any(String),
    });
    await expect(testProvider(ctx, { id: provider.id, to: 'nobody' })).rejects.toMatchObject({
      fields: { to: expect.any(String) },
    });
  });

  it('tells in words that nobody answers, or that the credentials are wrong', async () => {
    await using server = await scriptedHttp(() => ({ status: 401, body: 'bad signature' }));
    const { ctx } = await tenant();
    const { provider } = await createProvider(ctx, {
      name: 'CRM',
      configuration: { kind: 'webhook', url: server.url },
    });
    expect(await testProvider(ctx, { id: provider.id, to: 'anything' })).toMatchObject({
      ok: false,
      answer: 'Sign-in refused: 401 bad signature',
    });
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'failing',
      lastError: expect.stringContaining('bad signature'),
    });
    server.answer = () => ({ status: 400, body: 'not yours' });
    await testProvider(ctx, { id: provider.id, to: 'anything' });
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'untried',
      lastError: 'Refused: 400 not yours (test)',
    });
    server.answer = () => ({ status: 503, body: 'later' });
    expect((await testProvider(ctx, { id: provider.id, to: 'anything' })).answer).toBe('Put off: 503 later');
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'untried',
      lastError: 'Put off: 503 later (test)',
    });
    await server.close();
    expect((await testProvider(ctx, { id: provider.id, to: 'anything' })).answer).toMatch(/^Not reached: /);
  });

  it('keeps what was answered, whatever bytes the answer holds', async () => {
    await using server = await scriptedHttp(() => ({ status: 401, body: `a\0b${'x'.repeat(400)}\u{1F600}` }));
    const { ctx } = await tenant();
    const configuration = { kind: 'webhook' as const, url: server.url };
    const { provider } = await createProvider(ctx, { name: 'Odd', configuration });
    await testProvider(ctx, { id: provider.id, to: 'anything' });
    expect((await listProviders(ctx, {})).items[0]).toMatchObject({
      state: 'failing',
      lastError: expect.stringContaining('401 a b'),
    });
  });

  it('mails members of the organisation only, and keeps who sent it where to', async () => {
    const sink = await smtpSink();
    onTestFinished(() => sink.close());
    const [{ ctx, slug, admin }, other] = [await tenant(), await tenant()];
    const { provider } = await createProvider(ctx, { name: 'Sink', configuration: smtp(sink.port) });
    const { id } = provider;
    for (const to of ['ada@example.org', other.admin.email])
      await expect(testProvider(ctx, { id, to })).rejects.toMatchObject({
        message: `${to} is no member of this organisation, and tests go to members only. Add them under Settings, People first.`,
        fields: { to: 'is no member of this organisation' },
      });
    expect(sink.received).toEqual([]);
    await testProvider(ctx, { id, to: admin.email.toUpperCase() });
    expect(sink.received).toHaveLength(1);
    const program = { ...ctx, actor: { ...ctx.actor, kind: 'apiKey' as const, id: 'k' } } as typeof ctx;
    await testProvider(program, { id, to: admin.email });
    const kept = await sql`
      select actor_id, entity_id, details from audit_logs where tenant_id = ${slug} and action = 'providers.test' order by id`;
    expect(kept).toMatchObject([
      { actor_id: admin.id, entity_id: id, details: { channel: 'email', to: admin.email.toUpperCase() } },
      { actor_id: 'apiKey:k', entity_id: id, details: { channel: 'email', to: admin.email } },
    ]);
  });

  it('sends thirty an hour for an organisation, whoever asks and whatever the provider answers', async () => {
    await using server = await scriptedHttp(() => ({ status: 401, body: 'no' }));
    const { ctx } = await tenant();
    const configuration = { kind: 'webhook' as const, url: server.url };
    const { provider } = await createProvider(ctx, { name: 'CRM', configuration });
    const send = (by: typeof ctx) => testProvider(by, { id: provider.id, to: 'anything' });
    const program = { ...ctx, actor: { ...ctx.actor, kind: 'apiKey' as const, id: 'k' } } as typeof ctx;
    for (let n = 0; n < 30; n++) await send(n % 2 ? ctx : program);
    for (const by of [ctx, program]) await expect(send(by)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(server.requests).toHaveLength(30);
  });

  it('is for those who may change settings, and reaches no other organisation’s provider', async () => {
    const [a, b] = [await tenant(), await tenant()];
    const { provider } = await createProvider(a.ctx, { name: 'x', configuration: { kind: 'smtp', host: 'm' } });
    await expect(testProvider(a.as('user'), { id: provider.id, to: a.admin.email })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(testProvider(b.ctx, { id: provider.id, to: b.admin.email })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a DKIM key', () => {
  it('signs from when DNS publishes it until it does not, and a silent DNS changes nothing', async () => {
    const { ctx, slug } = await tenant();
    for (const algorithm of ['rsa', 'ed25519'] as const) {
      const key = await createDkimKey(ctx, { domain: 'Alumni.Example', algorithm });
      expect(key).toMatchObject({
        domain: 'alumni.example',
        publishedAt: null,
        recordValue: expect.stringMatching(/^v=DKIM1; k=/),
      });
      expect(await checkDkimKey(ctx, key)).toMatchObject({ checkResult: 'missing', publishedAt: null });
      records.set(key.recordName, key.recordValue);
      expect(await checkDkimKey(ctx, key)).toMatchObject({ checkResult: 'published', publishedAt: expect.any(String) });
      records.set(key.recordName, 'v=DKIM1; p=other');
      expect(await checkDkimKey(ctx, key)).toMatchObject({ checkResult: 'different', publishedAt: null });
    }
    const { items } = await listDkimKeys(ctx, {});
    expect(items).toHaveLength(2);
    const rows = await sql<{ private_key: string }[]>`select private_key from dkim_keys where tenant_id = ${slug}`;
    for (const row of rows) expect(row.private_key).toMatch(/^v1\.[0-9a-f]{8}\./);
    await expect(createDkimKey(ctx, { domain: 'alumni.example' })).rejects.toMatchObject({ code: 'conflict' });
    await deleteDkimKey(ctx, { id: items[0]!.id });
    expect((await listDkimKeys(ctx, {})).items).toHaveLength(1);
    await expect(createDkimKey(ctx, { domain: 'not a domain' })).rejects.toMatchObject({
      fields: { domain: expect.any(String) },
    });
  });
});
