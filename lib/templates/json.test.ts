import { describe, expect, it } from 'vitest';
import { jsonWriter } from './json';

const scope = { contact: { id: '1', attributes: {} }, tenant: {}, campaign: {}, sender: {} };

function refusal(source: string): string {
  try {
    jsonWriter(source)(scope);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was written.');
}

describe('a template that makes no JSON', () => {
  it('is told which value stands otherwise than it prints, past quotes, escapes and tags', () => {
    expect(refusal('{"a": {{ contact.id | upcase }}x}')).toContain('Write {{ contact.id | json }} without quotes');
    expect(refusal('{"a": "{{- contact.id | json -}}"}')).toContain('{{ contact.id | json }} brings its own quotes');
    expect(refusal('{"\\"a": "{{ contact.id }}", {% if true %}"b": {{ x }}{% endif %}}')).toContain(
      'Write {{ x | json }}',
    );
    expect(refusal('{"a": {{ contact.id | json }},}')).toContain('Look for a comma');
  });

  it.each([
    ['an output that does not end', `{{${' '.repeat(20_000)}`],
    ['outputs that do not end', '{{ '.repeat(7000)],
    ['braces', '{'.repeat(20_000)],
    ['tags that do not end', '{% '.repeat(7000)],
  ])('is refused at once, also with %s', (_, text) => {
    expect(refusal(`{"a": 1 {% raw %}${text}{% endraw %}`)).toContain('Look for a comma');
  });
});
