import { describe, expect, it } from 'vitest';
import {
  asksForEmail,
  consentOf,
  draftOf,
  draftProblems,
  keyOfTitle,
  mappingOf,
  redraftOf,
  speaksOf,
} from './import-draft';

const column = (index: number, title: string) => ({
  index,
  title,
  type: 'text',
  target: 'ignore',
  filled: 1,
  examples: [],
  consent: null,
});

describe('the mapping of an import', () => {
  it('comes back from the wizard as the server suggested it', () => {
    const suggested = {
      columns: [
        { column: 0, target: 'email' },
        { column: 1, target: 'attributes.born', type: 'date', dateOrder: 'mdy' },
        { column: 2, target: 'attributes.given', type: 'number', decimal: ',' },
      ],
      key: 'email',
      onConflict: 'update',
      tagSeparator: ';',
      defaultCountry: 'GB',
    };
    const draft = draftOf([column(0, 'Mail'), column(1, 'Born'), column(2, 'Given')], suggested, 'form', []);
    expect(mappingOf(draft)).toEqual(suggested);
    expect(consentOf(draft)).toEqual([]);
    expect(draftProblems(draft)).toEqual([]);
  });

  it('names a missing key and a target that two columns share', () => {
    const draft = draftOf(
      [column(0, 'A'), column(1, 'B')],
      {
        columns: [
          { column: 0, target: 'phone' },
          { column: 1, target: 'phone' },
        ],
      },
      null,
      ['email'],
    );
    expect(consentOf(draft)).toEqual(['email']);
    expect(draftProblems(draft)).toEqual([
      expect.stringContaining('Two columns go to Phone'),
      expect.stringContaining('No column goes to Email'),
    ]);
  });

  it('may have several columns of consent, and knows whether one says who agreed to email', () => {
    const columns = (...targets: string[]) => ({
      columns: ['email', ...targets].map((target, i) => ({ column: i, target })),
    });
    const file = [column(0, 'Mail'), column(1, 'Newsletter'), column(2, 'Unsubscribed')];
    const said = draftOf(file, columns('consent.email', 'optOut.email'), 'form', ['email']);
    expect(draftProblems(said)).toEqual([]);
    expect(mappingOf(said).columns).toEqual(columns('consent.email', 'optOut.email').columns);
    expect(asksForEmail(said)).toBe(true);
    expect(asksForEmail(draftOf(file, columns('optOut.all'), 'form', ['email']))).toBe(true);
    expect(asksForEmail(draftOf(file, columns('consent.sms'), 'form', ['email']))).toBe(false);
  });

  it('starts its columns anew when the file is read in another way, and keeps the rules', () => {
    const before = {
      ...draftOf([column(0, 'A;B')], null, 'form', ['email']),
      defaultCountry: 'DE',
      onConflict: 'keep',
    } as const;
    const mapping = { columns: [{ column: 1, target: 'phone' }], key: 'phone', onConflict: 'update' };
    expect(redraftOf(before, [column(0, 'A'), column(1, 'B')], mapping)).toMatchObject({
      columns: [{ target: 'ignore' }, { target: 'phone' }],
      ...{ key: 'phone', onConflict: 'keep', defaultCountry: 'DE', consentSource: 'form', consent: true },
    });
  });

  it.each([
    ['consent.smsWhatsapp', 'whatsapp', true],
    ['consent.whatsapp', 'smsWhatsapp', true],
    ['consent.all', 'sms', true],
    ['consent.smsWhatsapp', 'email', false],
    ['consent.sms', 'whatsapp', false],
    ['optOut.sms', 'sms', false],
  ])('with a column %s says who agreed on %s: %s', (target, channel, says) =>
    expect(speaksOf(new Set(['email', target]), 'consent', channel)).toBe(says),
  );

  it.each([
    ['Year of Graduation', 0, 'year_of_graduation'],
    ['2nd name', 1, 'c_2nd_name'],
    ['名', 2, 'column_3'],
  ])('makes a key of the title %s', (title, index, key) => expect(keyOfTitle(title, index)).toBe(key));
});
