import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate, fill } from './compile';
import { render } from './render';
import type { TemplateScope, TemplateSource } from './vocabulary';

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '<b>&"\'', 'ÉLAN vital', '{{ x }}', '\r\nBcc: x@y', null, undefined, true, false, 0, 12.5),
  fc.array(fc.string()),
  fc.record({ size: fc.string(), toString: fc.constant('x') }, { noNullPrototype: true }),
);
const path = fc.constantFrom(
  'contact.first_name',
  'contact.attributes.city',
  'contact["email"]',
  'contact.tags.size',
  'contact.tags.first',
  'contact.tags.0',
  'missing.x',
  'contact',
  'contact.email.length',
  'toString',
  'contact.constructor',
  'empty',
  'nil',
);
const filter = fc.constantFrom(
  '',
  '| default: "you"',
  "| default: 'a\\'b'",
  '| default: 3',
  '| default: contact.email',
  '| capitalize',
  '| upcase',
  '| downcase',
  '| escape',
  '| escape | upcase',
  '| append: "!"',
);
const output = fc
  .tuple(path, fc.array(filter, { maxLength: 3 }), fc.constantFrom(['{{', '}}'], ['{{-', '-}}']))
  .map(([p, f, [open, close]]) => `${open} ${p} ${f.join(' ')} ${close}`);
const constant = fc.constantFrom(
  'Dear ',
  ' \n\n ',
  '<p class="x">',
  'größe & €',
  '{% raw %}{{ x }}{% endraw %}',
  '{% comment %}no{% endcomment %}',
  '{{ "quoted" }}',
  '{{ 1 }}',
);
const control = fc.constantFrom(
  '{% if contact.email %}yes{% else %}no{% endif %}',
  '{% for t in contact.tags %}{{ t }},{% endfor %}',
  '{% assign contact = "other" %}',
);
const part = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: output }, { weight: 5, arbitrary: constant }, { weight: 1, arbitrary: control }),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));
const scope = fc.record({
  contact: fc.record(
    {
      first_name: value,
      email: value,
      attributes: fc.record({ city: value }),
      tags: fc.array(value, { maxLength: 3 }),
    },
    { noNullPrototype: true },
  ),
});

const compiled = (template: TemplateSource, data: TemplateScope): TemplateSource => {
  const { subject, html, text } = compileTemplate(template);
  return { subject: fill(subject, data), html: html ? fill(html, data) : '', text: fill(text, data) };
};

const outcome = (run: () => TemplateSource) => {
  try {
    return run();
  } catch (error) {
    return (error as Error).name;
  }
};

describe('compileTemplate', () => {
  it('gives exactly what Liquid gives', () => {
    fc.assert(
      fc.property(part, part, part, scope, (subject, html, text, data) => {
        const template = { subject, html: html.trim() === '' ? '' : html, text };
        expect(outcome(() => compiled(template, data))).toEqual(outcome(() => render(template, data)));
      }),
      { numRuns: 1500 },
    );
  });

  it('cuts plain outputs into slots and runs Liquid only where it must', () => {
    const plain = compileTemplate({
      subject: 's',
      html: 'a {{ contact.first_name | default: "x" | upcase }} b {{ unsubscribe_url }}',
      text: '{% if a %}{% endif %}',
    });
    expect(plain.html!.chunks).toEqual(['a ', ' b ', '']);
    expect(plain.text.chunks).toEqual(['', '']);
  });
});

describe('render', () => {
  const hostile = { contact: { first_name: '<script>alert("1")</script>\r\nBcc: a@b' } };

  it('escapes values in HTML only, and once', () => {
    const name = '{{ contact.first_name }}|{{ contact.first_name | escape }}';
    const { html, text } = render({ subject: '', html: name, text: name }, hostile);
    const escaped = '&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;\r\nBcc: a@b';
    expect(html).toBe(`${escaped}|${escaped}`);
    expect(text).toContain('<script>');
  });

  it('keeps the subject on one line', () => {
    expect(render({ subject: 'A {{ contact.first_name }}\n', html: '', text: '' }, hostile).subject).toBe(
      'A <script>alert("1")</script> Bcc: a@b',
    );
  });

  it('derives the text part from the HTML, with its variables and without shouting', () => {
    const html =
      '<h1>Hello {{ contact.first_name }}</h1><p>See <a href="https://x.org/?a=1&amp;b=2">this</a>{% if contact.first_name == "<" %} no{% endif %}</p>';
    const { text } = render({ subject: '', html, text: '' }, { contact: { first_name: 'A&B' } });
    expect(text).toBe('Hello A&B\n\nSee this [https://x.org/?a=1&b=2]');
  });

  it('stops a template that never ends', () => {
    const html = '{% for i in (1..100000000) %}{{ i }}{% endfor %}';
    expect(() => render({ subject: '', html, text: 'x' }, {})).toThrow(/html of the template cannot be used.*limit/);
  });
});
