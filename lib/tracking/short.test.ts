import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxShortLinks, readShort, shortTokens, tenantTag } from './short';
import { tokenSigner } from './sign';
import { instrumentText } from './text-links';

const secret = '0123456789abcdef0123456789abcdef';
const tokens = shortTokens(secret);
const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const tenant = fc.stringMatching(/^[a-z0-9-]{2,40}$/);

describe('short links', () => {
  it('have 24 letters whatever the tenant, lead back to message and link, and tell the range in which the id is', () => {
    fc.assert(
      fc.property(tenant, fc.uuid(), fc.nat(maxShortLinks - 1), (slug, messageId, position) => {
        const token = tokens.sign(slug, messageId, position);
        expect(token).toMatch(/^[\w-]{24}$/);
        const read = readShort(token)!;
        expect(read.position).toBe(position);
        expect(read.tag.equals(tenantTag(slug))).toBe(true);
        expect(read.from <= messageId && messageId <= read.to).toBe(true);
        expect(tokens.verify(read, slug, messageId)).toBe(true);
      }),
    );
    expect(tokens.sign('uni', id, 0).length).toBeLessThan(tokenSigner(secret).sign('click', 'uni', id, 0).length / 2);
  });

  it('hold for one message, link and tenant only, by one secret, and not when any bit is changed', () => {
    const read = readShort(tokens.sign('acme', id, 3))!;
    const neighbour = '01890a5d-ac96-774b-bcce-b302099a8058';
    expect(tokens.verify(read, 'acme', neighbour)).toBe(false);
    expect(tokens.verify(read, 'acme-2', id)).toBe(false);
    expect(tokens.verify({ ...read, position: 4 }, 'acme', id)).toBe(false);
    expect(shortTokens('another secret of enough length').verify(read, 'acme', id)).toBe(false);
    for (let bit = 0; bit < 48; bit++) {
      const mac = Buffer.from(read.mac);
      mac[bit >> 3]! ^= 1 << (bit & 7);
      expect(tokens.verify({ ...read, mac }, 'acme', id)).toBe(false);
    }
  });

  it('are read from nothing else', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => readShort(text) === null || text.length === 24));
    expect(() => tokens.sign('acme', id, maxShortLinks)).toThrow(RangeError);
  });
});

describe('links of a text', () => {
  const cut = (text: string) => {
    const made = instrumentText(text);
    return [made.text, ...made.links.map(({ url }) => url)];
  };
  it.each([
    ['Come: https://a.example/x.', 'Come: {{ tracking.l0 }}.', 'https://a.example/x'],
    ['(https://a.example/x_(y)) now', '({{ tracking.l0 }}) now', 'https://a.example/x_(y)'],
    ['“https://a.example?q=1&r=2”', '“{{ tracking.l0 }}”', 'https://a.example?q=1&r=2'],
    ['{% if vip %}https://a.example {% endif %}!', '{% if vip %}{{ tracking.l0 }} {% endif %}!', 'https://a.example'],
    ['{% if vip %}https://a.example/x{% endif %}.', '{% if vip %}{{ tracking.l0 }}{% endif %}.', 'https://a.example/x'],
    ['HTTPS://A.example', '{{ tracking.l0 }}', 'HTTPS://A.example'],
    [
      'https://a.example\nhttp://b.example',
      '{{ tracking.l0 }}\n{{ tracking.l1 }}',
      'https://a.example',
      'http://b.example',
    ],
  ])('%s', (text, ...made) => expect(cut(text)).toEqual(made));

  it.each([
    'https://a.example/?id={{ contact.id }}',
    'https://a.example/{% if vip %}vip{% endif %}',
    '{{ contact.attributes.site }}https://a.example',
    'viahttps://a.example',
    '{% comment %} https://a.example {% endcomment %}',
    'mailto:a@b.example ftp://a.example www.a.example',
    'https://',
  ])('leaves alone what Liquid writes a part of, and what is no address: %s', (text) =>
    expect(cut(text)).toEqual([text]),
  );

  it.each([
    ['Pay: https://a.example/?id={{ contact.id }}.', 'https://a.example/?id={{ contact.id }}'],
    ['{{ contact.attributes.site }}https://a.example', 'https://a.example'],
    ['{% if a %}https://a.example{% endif %}/x', 'https://a.example{% endif %}/x'],
    ['{% if a %}https://a.example{% endif -%} /x', 'https://a.example{% endif -%}'],
    ['{% capture u %}https://a.example{% endcapture %}', 'https://a.example{% endcapture %}'],
  ])('names what stays as it is: %s', (text, url) =>
    expect(instrumentText(text)).toEqual({ text, links: [], untracked: [url] }),
  );

  it('names nothing that is no address of its own, or that is counted', () => {
    for (const text of ['viahttps://a.example', '{{ unsubscribe_url }}', 'https://a.example', 'https://'])
      expect(instrumentText(text).untracked).toEqual([]);
    expect(new Set(instrumentText('https://a.example '.repeat(300)).untracked)).toEqual(new Set(['https://a.example']));
  });

  it('gives back every text by filling its slots, and no more links than can be told apart', () => {
    const word = fc.constantFrom(
      'https://a.example/x',
      'http://b.example/?y=(1)',
      ' ',
      '.',
      '{{ contact.email }}',
      '{% if a %}',
      ',',
      'x',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join('');
        const { text: made, links } = instrumentText(text);
        expect(made.replace(/\{\{ tracking\.l(\d+) \}\}/g, (_, n) => links[Number(n)]!.url)).toBe(text);
      }),
    );
    expect(instrumentText('https://a.example '.repeat(300)).links).toHaveLength(maxShortLinks);
  });
});
