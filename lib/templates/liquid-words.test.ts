import { expect, it } from 'vitest';
import { analyse } from './variables';

const source = (subject: string) => ({ channel: 'email' as const, subject, html: '', text: '' });

it.each([
  ['{{ contact.email | foo }}', 'There is no filter “foo”.'],
  ['Dear {{ contact.email', '“{{ contact.email” is not closed: the “}}” after it is missing.'],
  ['{% if contact.email %}x', '“{% if contact.email %}” is not closed: “{% endif %}” is missing.'],
  ['{% if contact.email', '“{% if contact.email” is not closed: the “%}” after it is missing.'],
])('"%s" is told in words', (subject, words) => {
  expect(analyse(source(subject)).problems[0]?.message).toBe(words);
});
