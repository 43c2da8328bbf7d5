import { expect, it } from 'vitest';
import { printedBare } from './bare';

const nick = 'contact.attributes.nickname';
it.each([
  [`{{ ${nick} }}`, [nick]],
  [`{{ ${nick} | default: "friend" }}`, []],
  [`{{ ${nick} | capitalize | default: 'friend' | escape }}`, []],
  [`{{ ${nick} | default: "" }}`, [nick]],
  [`{{ ${nick} | default: "friend" }} and {{ ${nick} }}`, [nick]],
  [`{{ ${nick} | default: contact.first_name }}`, ['contact.first_name']],
  [`{{ "Dear " | append: ${nick} }}`, [nick]],
  [`{{ "Dear " | append: ${nick} | default: "you" }}`, []],
  [`{% if ${nick} %}{{ ${nick} }}{% else %}friend{% endif %}`, []],
  [`{% unless ${nick} == blank %}{{ ${nick} }}{% endunless %}`, []],
  [`{% if contact.email %}{{ ${nick} }}{% endif %}`, [nick]],
  [`{% if ${nick} %}{% for x in contact.attributes.tags %}{{ x }}{{ ${nick} }}{% endfor %}{% endif %}`, []],
  [`{% assign n = ${nick} %}{{ n | default: "friend" }}`, []],
  [`{% assign n = ${nick} | default: "friend" %}{{ n }}`, []],
  [`{% assign n = ${nick} %}{{ n }}`, [nick]],
  [`{% echo ${nick} %}`, [nick]],
  [`{% capture c %}{{ ${nick} }}{% endcapture %}{{ c }}`, [nick]],
  [`{% raw %}{{ ${nick} }}{% endraw %}`, []],
  [`{{ unclosed`, []],
])('%s leaves %j', (html, expected) => {
  expect([...printedBare({ subject: '', html, text: '' })].filter((name) => name.startsWith('contact'))).toEqual(
    expected,
  );
});

it('asks every part', () => {
  const bare = printedBare({
    subject: '{{ contact.first_name }}',
    html: '{{ contact.last_name }}',
    text: '{{ contact.email }}',
  });
  expect([...bare].sort()).toEqual(['contact.email', 'contact.first_name', 'contact.last_name']);
});
