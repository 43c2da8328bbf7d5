import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { instrumentHtml, trapLink } from './links';
import { classifyHit, type TrackingHit } from './machine';
import { tokenKinds, tokenSigner } from './sign';

const signer = tokenSigner('0123456789abcdef0123456789abcdef');
const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const kind = fc.constantFrom(...tokenKinds);
const tenant = fc.stringMatching(/^[a-z0-9-]{2,40}$/);

describe('tokenSigner', () => {
  it('gives back what was signed, in at most 110 URL-safe characters', () => {
    fc.assert(
      fc.property(kind, tenant, fc.uuid(), fc.nat(0xffff), (kind, tenant, messageId, position) => {
        const link = kind === 'click' ? { link: position } : {};
        const token = signer.sign(kind, tenant, messageId, link.link);
        expect(token).toMatch(/^[\w-]{1,110}$/);
        expect(signer.verify(token)).toEqual({ kind, tenant, messageId, ...link });
      }),
    );
  });

  it('gives every token of a message a signature of its own', () => {
    const claims = [
      ...tokenKinds.filter((k) => k !== 'click').map((k) => [k, undefined] as const),
      ...[0, 1, 2, 3, 4, 6, 7, 8, 22, 23, 4095, 0xfffe, trapLink].map((link) => ['click', link] as const),
    ];
    const macs = claims.map(([k, link]) =>
      Buffer.from(signer.sign(k, 'acme', id, link), 'base64url')
        .toString('hex')
        .slice(-32),
    );
    expect(new Set(macs).size).toBe(claims.length);
  });

  it('reads the links of messages that were sent before', () => {
    const click = 'EAGJCl2slndLvM6zAgmagFcAB2FjbWWlPjkKxGQnEOL5RMoGcCZm';
    expect(signer.verify(click)).toEqual({ kind: 'click', tenant: 'acme', messageId: id, link: 7 });
    const leave = 'EgGJCl2slndLvM6zAgmagFdhY21le4NDjitgG6n0VZlp5PcNDg';
    expect(signer.verify(leave)).toEqual({ kind: 'unsubscribe', tenant: 'acme', messageId: id });
    const laterClick = 'IAGJCl2slndLvM6zAgmagFcAB2FjbWVGsKIltLWU91bo1oxoh0XX';
    expect(signer.verify(laterClick)).toEqual({ kind: 'click', tenant: 'acme', messageId: id, link: 7 });
    const laterLeave = 'IgGJCl2slndLvM6zAgmagFdhY21l3O6gi35dGBRomxjNOMSYwA';
    expect(signer.verify(laterLeave)).toEqual({ kind: 'unsubscribe', tenant: 'acme', messageId: id });
    // As they are made today.
    expect(signer.sign('click', 'acme', id, 7)).toBe('MAGJCl2slndLvM6zAgmagFcAB2FjbWWkGUdGZ2I24QYhMQmeiPcw');
    expect(signer.sign('unsubscribe', 'acme', id)).toBe('MgGJCl2slndLvM6zAgmagFdhY21lZftqvwDO0P2HTFakJ3cW2Q');
  });

  it.each([
    ['acme', signer.sign('click', 'acme', id, 7)],
    ['acmes', signer.sign('click', 'acmes', id, 7)],
    ['acme-2', signer.sign('unsubscribe', 'acme-2', id)],
    ['acme, of before', 'IAGJCl2slndLvM6zAgmagFcAB2FjbWVGsKIltLWU91bo1oxoh0XX'],
    ['acme, the first', 'EAGJCl2slndLvM6zAgmagFcAB2FjbWWlPjkKxGQnEOL5RMoGcCZm'],
  ])('refuses a token of %s that was changed anywhere, cut, or signed with another secret', (_tenant, token) => {
    expect(signer.verify(token)).not.toBeNull();
    for (let i = 0; i < token.length; i++) {
      for (const letter of ['A', 'B', '_', '9']) {
        const forged = token.slice(0, i) + letter + token.slice(i + 1);
        if (forged !== token) expect(signer.verify(forged)).toBeNull();
      }
      expect(signer.verify(token.slice(0, i))).toBeNull();
    }
    expect(tokenSigner('another secret of enough length').verify(token)).toBeNull();
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => signer.verify(text) === null));
  });

  it('refuses to sign what it could not read back', async () => {
    vi.resetModules();
    const fresh = await import('./sign');
    expect(() => fresh.tokenSigner('0123456789abcdef').sign('pixel', '', id)).toThrow(RangeError);
    expect(() => signer.sign('pixel', 'Not a slug', id)).toThrow(RangeError);
    expect(() => signer.sign('pixel', 'acme', 'x')).toThrow(RangeError);
    expect(() => signer.sign('click', 'acme', id)).toThrow(RangeError);
    expect(() => signer.sign('view', 'acme', id, 1)).toThrow(RangeError);
  });
});

describe('instrumentHtml', () => {
  it('turns web addresses into slots, with any quotes, and decodes them', () => {
    const { html, links } = instrumentHtml(
      `<a href="https://x.org/?a=1&amp;b=2">1</a><A HREF='http://y.org'>2</A><a class=b href = https://z.org/p>3</a><area href="https://x.org/?a=1&amp;b=2">`,
    );
    expect(html).toBe(
      `<a href="{{ tracking.l0 }}">1</a><A HREF='{{ tracking.l1 }}'>2</A><a class=b href = {{ tracking.l2 }}>3</a><area href="{{ tracking.l3 }}">`,
    );
    expect(links.map((link) => link.url)).toEqual([
      'https://x.org/?a=1&b=2',
      'http://y.org',
      'https://z.org/p',
      'https://x.org/?a=1&b=2',
    ]);
  });

  it('leaves everything else as it is', () => {
    const same =
      '<!-- <a href="https://c.org"> --><a href="mailto:a@b"></a><a href="tel:1"></a><a href="#x"></a><a href="{{ unsubscribe_url }}"></a><a href="/rel"></a><a href="javascript:x"></a><link href="https://css.org"><script>"<a href=\'https://s.org\'>"</script>{% raw %}<a href="https://r.org">{% endraw %}{% if a <b and "href=https://q.org" %}{% endif %}<a data-href="https://d.org" href></a>';
    expect(instrumentHtml(same)).toEqual({ html: same, links: [], untracked: [] });
  });

  it('reports addresses that Liquid completes instead of tracking them', () => {
    const html = '<a href="https://x.org/{{ contact.id }}">x</a>';
    expect(instrumentHtml(html)).toEqual({ html, links: [], untracked: ['https://x.org/{{ contact.id }}'] });
    const own =
      '<a href="{{ contact.attributes.page }}"></a><a href="{{- view_url }}"></a><a href="mailto:{{ contact.email }}"></a>';
    expect(instrumentHtml(own)).toEqual({ html: own, links: [], untracked: ['{{ contact.attributes.page }}'] });
  });

  it('puts the hidden link before the end of the body, where no person and no reader sees it, and keeps its number free', () => {
    const { html } = instrumentHtml('<body><a href="https://x.org">x</a></body>', { pixel: true, trap: true });
    expect(html).toMatch(
      /<a href="{{ tracking.trap }}" rel="nofollow" aria-hidden="true" tabindex="-1" style="display:none"><\/a><img [^>]*><\/body>$/,
    );
    const many = instrumentHtml('<a href="https://x.org">'.repeat(trapLink + 5));
    expect(many.links.at(-1)?.position).toBe(trapLink - 1);
  });

  it('puts the pixel before the end of the body, or last', () => {
    expect(instrumentHtml('<body><p>x</p></body></html>', { pixel: true }).html).toMatch(
      /x<\/p><img src="{{ tracking.pixel }}"[^>]*><\/body><\/html>$/,
    );
    expect(instrumentHtml('<p>x</p>', { pixel: true }).html).toMatch(/^<p>x<\/p><img [^>]*>$/);
  });

  it('takes time in proportion to a hostile template', () => {
    for (const piece of ['{{', '{% raw %}', '{%', '<a href="', '<!--', '{ ']) {
      const template = piece.repeat(60_000);
      expect(instrumentHtml(template).html).toBe(template);
    }
  });

  it('finds its way back: filling the slots with the addresses gives the template again', () => {
    const piece = fc.constantFrom(
      '<a href="https://x.org/1">',
      "<a href='https://x.org/2'>",
      '<a href=https://x.org/3>',
      '</a>',
      '<!--',
      '-->',
      '"',
      "'",
      '<',
      '>',
      '{{ x }}',
      '{%',
      '%}',
      'text',
      '<style>',
      '</style>',
      '<p title="',
      '&amp;',
      '</body>',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
        (template) => {
          const { html, links } = instrumentHtml(template);
          expect(
            html.replace(/\{\{ tracking\.l(\d+) \}\}/g, (_, position: string) => links[Number(position)]!.url),
          ).toBe(template);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('classifyHit', () => {
  const browser =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
  const hit = (more: Partial<TrackingHit>): TrackingHit => ({
    kind: 'click',
    sinceSentMs: 60_000,
    userAgent: browser,
    method: 'GET',
    ...more,
  });

  it.each<[string, Partial<TrackingHit>, string]>([
    ['a browser', {}, 'human'],
    ['a HEAD', { method: 'HEAD' }, 'head'],
    ['no user agent', { userAgent: null }, 'no-agent'],
    ['a click one second after sending', { sinceSentMs: 1000 }, 'too-soon'],
    ['Proofpoint', { userAgent: 'Mozilla/5.0 (compatible; proofpoint-urldefense/1.0)' }, 'scanner'],
    [
      'a link preview of Teams',
      { userAgent: 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com' },
      'scanner',
    ],
    ['a link preview of Slack', { userAgent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }, 'scanner'],
    [
      'Google reading a link',
      { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      'bot',
    ],
    [
      'Outlook on the desktop',
      {
        kind: 'open',
        userAgent:
          'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.5266; ms-office; MSOffice 16)',
      },
      'human',
    ],
    [
      'Apple Mail',
      {
        kind: 'open',
        userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
      },
      'human',
    ],
    [
      'Thunderbird',
      { kind: 'open', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0' },
      'human',
    ],
    [
      'the proxy of a mail service following a link',
      { userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' },
      'bot',
    ],
    ['Barracuda', { userAgent: 'Mozilla/5.0 (compatible; BarracudaCentral)' }, 'scanner'],
    ['Office probing a link', { userAgent: 'Microsoft Office Existence Discovery' }, 'scanner'],
    ['a script', { userAgent: 'python-requests/2.31' }, 'bot'],
    [
      'Gmail showing the picture',
      {
        kind: 'open',
        userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      },
      'human',
    ],
    [
      'Gmail fetching at delivery',
      { kind: 'open', sinceSentMs: 300, userAgent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' },
      'too-soon',
    ],
    [
      'Yahoo showing the picture',
      { kind: 'open', userAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' },
      'human',
    ],
    ['Apple Mail Privacy Protection', { kind: 'open', userAgent: 'Mozilla/5.0' }, 'privacy-proxy'],
  ])('tells %s', (_name, more, reason) => {
    expect(classifyHit(hit(more))).toEqual({ machine: reason !== 'human', reason });
  });
});
