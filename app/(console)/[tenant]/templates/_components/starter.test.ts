import { expect, it } from 'vitest';
import { compileTemplate, fill, scopeOf } from '@/lib/templates';
import { starter } from './starter';

it('a new template names the organisation once, also where it sends under its own name', () => {
  const person = { id: '1', email: 'a@x.example', phone: null, firstName: 'Ada', lastName: null, displayName: 'Ada' };
  const scope = scopeOf(
    { ...person, language: null, attributes: {} },
    {
      ...{ tenantName: 'Alma Mater', senderName: 'Alma Mater', senderEmail: 'office@uni.example' },
      ...{ unsubscribeUrl: 'https://uni.example/u', preferencesUrl: '', viewUrl: '' },
    },
  );
  const { html, text } = compileTemplate(starter);
  for (const part of [html!, text]) expect(fill(part, scope).match(/Alma Mater/g)).toHaveLength(1);
});
