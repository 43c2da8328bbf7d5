import { describe, expect, it } from 'vitest';
import { analyse, nearestOf } from './variables';

const source = (html: string, subject = 'Hi', text = '') => ({ subject, html, text });

describe('analyse', () => {
  it('names every variable from outside once, not the ones a template sets itself', () => {
    const html =
      '{% assign x = contact.email %}{{ x }}{% for t in contact.attributes.tags %}{{ t }}{{ forloop.index }}{% endfor %}';
    const { variables, problems } = analyse(source(html, 'Dear {{ contact.first_name | default: tenant.name }}'));
    expect(variables).toEqual(['contact.attributes.tags', 'contact.email', 'contact.first_name', 'tenant.name']);
    expect(problems).toEqual([]);
  });

  it('says where an unknown variable stands and which one was probably meant', () => {
    const { problems } = analyse(source('<p>\n  {{ contact.firstname }}</p>'));
    expect(problems).toMatchObject([
      { kind: 'unknown-variable', part: 'html', line: 2, variable: 'contact.firstname' },
    ]);
    expect(problems[0]!.message).toContain('contact.first_name');
    expect(analyse(source('{{ first_name }}')).problems[0]!.message).toContain('contact.first_name');
  });

  it('says where a syntax error stands', () => {
    const { problems } = analyse(source('a\nb {% if contact.email %}', 'x {{ contact.email | nofilter }}'));
    expect(problems).toMatchObject([
      { kind: 'syntax', part: 'subject', line: 1, column: 3 },
      { kind: 'syntax', part: 'html', line: 2, column: 3 },
    ]);
    expect(problems[0]!.message).toBe('There is no filter “nofilter”.');
  });

  it('refuses tags and filters that leave the sandbox', () => {
    for (const html of ['{% include "a" %}', '{% render "a" %}', '{% layout "a" %}', '{{ contact.email | raw }}']) {
      expect(analyse(source(html)).problems, html).toMatchObject([{ kind: 'syntax' }]);
    }
  });

  it('knows attributes only when told which exist', () => {
    expect(analyse(source('{{ contact.attributes.clas }}')).problems).toEqual([]);
    const { problems } = analyse(source('{{ contact.attributes.clas }}'), ['class', 'city']);
    expect(problems[0]!.message).toContain('“class”');
  });

  it('suggests an attribute of that name before a field that is only spelt alike', () => {
    const meant = (html: string) => analyse(source(html), ['class_year', 'city']).problems[0]?.message;
    expect(meant('{{ contact.class_year }}')).toContain('“contact.attributes.class_year”');
    expect(meant('{{ ClassYear }}')).toContain('“contact.attributes.class_year”');
    expect(meant('{{ contact.firstname }}')).toContain('“contact.first_name”');
  });

  it('objects to printing a whole group and to parts that are too long', () => {
    expect(analyse(source('{{ contact }}')).problems).toMatchObject([{ variable: 'contact' }]);
    expect(analyse(source('', 'x'.repeat(2000))).problems).toMatchObject([{ kind: 'too-long', part: 'subject' }]);
  });
});

it('suggests nothing when nothing is near', () => {
  expect(nearestOf('zzzzzzzzzzzz', ['contact.email'])).toBeNull();
});
