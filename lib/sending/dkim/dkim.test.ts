import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { composeMessage } from '@/lib/pipeline/mime/compose';
import { fixedClock } from '@/lib/platform/clock';
import { handOverAll } from '../contract';
import type { OutboundMessage, Provider } from '../provider';
import { judgeRecords, makeKeyPair, recordName, recordValue } from './keys';
import type { DkimAlgorithm } from '../vocabulary';
import { fromDomain, signMail, type DkimKey } from './sign';
import { signing } from './signing';

const now = new Date();
const keyFor = async (algorithm: DkimAlgorithm) => {
  const pair = await makeKeyPair(algorithm);
  const named = { domain: 'alumni.example', selector: `ao-${algorithm}`, algorithm };
  const key: DkimKey = { ...named, key: createPrivateKey(pair.privateKey) };
  return { key, name: recordName(named), value: recordValue({ algorithm, publicKey: pair.publicKey }) };
};
const keys = await Promise.all((['rsa', 'ed25519'] as const).map(keyFor));
const resolver = (name: string, type: string) => {
  const found = keys.find((key) => key.name === name);
  if (type !== 'TXT' || !found) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  return Promise.resolve([found.value.match(/.{1,255}/g) ?? []]);
};
const composed = (subject: string, text: string, html: string | null, name = 'Alumni Office'): Buffer => {
  const pieces = (value: string) => ({ chunks: ['', ''], slots: [() => value] });
  const template = { subject: pieces(subject), text: pieces(text), html: html === null ? null : pieces(html) };
  return composeMessage(template, {
    from: { address: 'office@alumni.example', name },
    messageIdDomain: 'mail.example',
  }).render({
    messageId: '01890a5d-ac96-774b-bcce-b302099a8057',
    to: { address: 'ada@example.org', name: 'Ada' },
    date: now,
    scope: null,
    replyTo: 'reply+1@mail.example',
    unsubscribe: { url: `https://t.example/u/${'x'.repeat(200)}`, mailto: 'mailto:unsubscribe+1@mail.example' },
  });
};
interface Verified {
  results: { status: { result: string; aligned: string | false }; algo: string; signingHeaders: { keys: string } }[];
}
const verify = (raw: Buffer) => dkimVerify(raw, { resolver }) as Promise<unknown> as Promise<Verified>;

describe('DKIM', () => {
  it.each([
    ['the last of two headers of a name', 'Subject: first\r\nSubject: last'],
    ['tabs', 'Subject: a\tb'],
    ['several blanks', 'Subject: a  b   c'],
    ['a fold that begins with a tab', 'Subject: a\r\n\tb'],
    ['blanks at its ends', 'Subject:   a  '],
    ['a blank before the colon', 'Subject : a'],
  ])('signs a header with %s as RFC 6376 reads it', async (_, header) => {
    const mail = `From: office@alumni.example\r\n${header}\r\nMIME-Version: 1.0\r\n\r\nHello\r\n`;
    const signed = await signMail(
      Buffer.from(mail),
      keys.map(({ key }) => key),
      now,
    );
    expect((await verify(signed)).results.map((r) => r.status.result)).toEqual(['pass', 'pass']);
  });

  it('signs by RSA and ed25519 what another implementation verifies, whatever the message holds', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.constantFrom('', ' ', '\n\n', ' a  b \t\n', 'x'.repeat(500)),
    );
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(text), text, async (subject, body, html, name) => {
        const signed = await signMail(
          composed(subject, body, html, name),
          keys.map(({ key }) => key),
          now,
        );
        const { results } = await verify(signed);
        expect(results.map((r) => [r.algo, r.status.result, r.status.aligned])).toEqual([
          ['rsa-sha256', 'pass', 'alumni.example'],
          ['ed25519-sha256', 'pass', 'alumni.example'],
        ]);
        for (const { signingHeaders } of results)
          expect(signingHeaders.keys.toLowerCase()).toContain('list-unsubscribe-post');
      }),
      { numRuns: 60 },
    );
  });

  it('a changed unsubscribe address, body or added sender breaks every signature', async () => {
    const signed = (
      await signMail(
        composed('s', 'text', null),
        keys.map(({ key }) => key),
        now,
      )
    ).toString('latin1');
    for (const changed of [
      signed.replace('https://t.example', 'https://evil.example'),
      signed.replace('One-Click', 'Two-Click'),
      signed.replace('\r\n\r\ntext', '\r\n\r\nother'),
      signed.replace('\r\nFrom: ', '\r\nFrom: evil@evil.example\r\nFrom: '),
    ]) {
      expect(changed).not.toBe(signed);
      const { results } = await verify(Buffer.from(changed, 'latin1'));
      expect(results.map((r) => r.status.result)).not.toContain('pass');
    }
  });

  it('finds the domain of From, in whatever case and folded', () => {
    expect(fromDomain(composed('s', 't', null, 'é'.repeat(150)))).toBe('alumni.example');
    expect(fromDomain(Buffer.from('To: a@b.c\r\nFrom: X <a@Alumni.Example>\r\n\r\n'))).toBe('alumni.example');
    expect(fromDomain(Buffer.from('To: a@b.c\r\n\r\n'))).toBeNull();
    // One after the other that begin alike: each is read for itself.
    const begun = 'From: X <a@first.example>\r\n';
    for (const [rest, domain] of [
      ['To: b@c.d\r\n\r\n', 'first.example'],
      ['Subject: x\r\n\r\n', 'first.example'],
      [' <b@second.example>\r\nTo: b@c.d\r\n\r\n', 'second.example'],
      ['To: b@c.d\r\n\r\n', 'first.example'],
    ])
      expect(fromDomain(Buffer.from(`${begun}${rest}`))).toBe(domain);
    // Also after one that ends with that line.
    for (const [rest, domain] of [
      ['', 'third.example'],
      [' <b@second.example>\r\nTo: b@c.d\r\n\r\n', 'second.example'],
    ])
      expect(fromDomain(Buffer.from(`From: X <a@third.example>\r\n${rest}`))).toBe(domain);
  });

  it('tells a record that is published from one that is missing, another key and a revoked one', () => {
    const key = { algorithm: 'rsa' as const, publicKey: 'MIIB' };
    expect(judgeRecords([['v=DKIM1; k=rsa; p=MI', 'IB']], key)).toBe('published');
    expect(judgeRecords([['v=DKIM1; p=MIIB']], key)).toBe('published');
    expect(judgeRecords([['v=spf1 -all']], key)).toBe('missing');
    expect(judgeRecords([['v=DKIM1; k=rsa; p=other']], key)).toBe('different');
    expect(judgeRecords([['v=DKIM1; k=ed25519; p=MIIB']], key)).toBe('different');
    expect(judgeRecords([['v=DKIM1; p=']], key)).toBe('revoked');
  });

  it('a provider that signs sends the others as they are, and keeps back what its key cannot sign', async () => {
    const taken: OutboundMessage[] = [];
    const inner: Provider = {
      name: 'inner',
      channel: 'email',
      async send(batch, hooks) {
        for (const [index, message] of batch.entries()) {
          hooks.handingOver(index);
          taken.push(message);
          hooks.answered(index, { state: 'accepted', response: message.to });
        }
      },
      close: () => Promise.resolve(),
    };
    const provider = signing(inner, fixedClock(now), (tenant) => {
      if (tenant === 'broken') throw new Error('wrong key');
      return tenant === 'signed' ? [keys[0]!.key] : [];
    });
    const payload = composed('s', 't', null);
    const batch = ['broken', 'signed', 'plain'].map((tenant) => ({
      tenant,
      messageId: tenant,
      from: '',
      to: tenant,
      payload,
    }));
    const { outcomes, begun, answered } = await handOverAll(provider, batch);
    expect(outcomes.map(({ state }) => state)).toEqual(['unsent', 'accepted', 'accepted']);
    expect([begun, answered]).toEqual([
      [1, 2],
      [0, 1, 2],
    ]);
    expect(taken.map(({ payload: sent }) => sent.toString().startsWith('DKIM-Signature: '))).toEqual([true, false]);
    expect(taken[1]!.payload).toBe(payload);
  });
});
