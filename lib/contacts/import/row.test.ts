import { describe, expect, it } from 'vitest';
import { guessColumns } from './columns';
import { importMapping, suggestMapping } from './mapping';
import type { RawRow } from './format';
import { contactReader } from './row';

const TITLES = [
  'E-Mail',
  'Vorname',
  'Nachname',
  'Telefon',
  'Land',
  'Sprache',
  'Abschlussjahr',
  'Eintritt',
  'Schlagworte',
  'Newsletter',
];
const GOOD = [
  'Jörg@Example.org',
  'Jörg',
  ' Müller ',
  '030 1234567',
  'Deutschland',
  'deutsch',
  '1998',
  '31.12.2020',
  'A; B;A',
  'ja',
];
const SAMPLE = [GOOD, ['a@example.org', 'Ann', 'Bee', '', 'US', 'en', '2001', '01.02.2021', 'C', 'nein']];
const reader = (over: object = {}) =>
  contactReader(importMapping.parse({ ...suggestMapping(TITLES, SAMPLE), ...over }), TITLES);
const row = (cells: string[], flaw?: RawRow['flaw']): RawRow => ({ line: 7, cells, ...(flaw ? { flaw } : {}) });
const withCell = (index: number, cell: string) => row(GOOD.with(index, cell));

describe('a good row', () => {
  it('becomes a contact with normalised values, its phone read in the country of the row', () => {
    expect(reader()(row(GOOD))).toEqual({
      ok: true,
      problems: [],
      contact: {
        email: 'Jörg@Example.org',
        emailNormalized: 'jörg@example.org',
        firstName: 'Jörg',
        lastName: 'Müller',
        phone: '030 1234567',
        phoneE164: '+49301234567',
        country: 'DE',
        language: 'de',
        tags: ['A', 'B'],
        attributes: { abschlussjahr: 1998, eintritt: '2020-12-31' },
        consents: { email: true },
      },
    });
  });

  it('says nothing about fields whose cells are empty', () => {
    const result = reader()(row(['a@example.org', ...Array<string>(9).fill(' ')]));
    expect(result).toMatchObject({ ok: true, problems: [] });
    expect(result.ok && Object.keys(result.contact)).toEqual(['email', 'emailNormalized']);
  });
});

describe('a bad value', () => {
  it.each([
    [3, '12', 'Telefon'],
    [4, 'Atlantis', 'Land'],
    [6, 'many', 'Abschlussjahr'],
    [7, '31.02.2020', 'Eintritt'],
    [9, 'perhaps', 'Newsletter'],
    [1, 'x'.repeat(101), 'Vorname'],
    [8, 'x'.repeat(61), 'Schlagworte'],
  ])(
    'that is optional (column %i) is left out with a warning that names it, and the row is kept',
    (index, cell, column) => {
      const result = reader({ defaultCountry: 'DE' })(withCell(index, cell));
      expect(result.ok).toBe(true);
      expect(result.problems).toMatchObject([{ line: 7, column, value: cell, severity: 'warning' }]);
    },
  );

  it.each([
    ['no @', 'nobody'],
    ['the key is empty', ''],
  ])('in the key fails the row: %s', (message, cell) => {
    expect(reader()(withCell(0, cell))).toMatchObject({
      ok: false,
      problems: [expect.objectContaining({ column: 'E-Mail', message, severity: 'error' })],
    });
  });
});

describe('a row of the wrong length', () => {
  it('is kept with a warning when it has its key', () => {
    expect(reader()(row(GOOD.slice(0, 3), 'short'))).toMatchObject({ ok: true, problems: [{ severity: 'warning' }] });
    expect(reader()(row([...GOOD, 'more'], 'long'))).toMatchObject({ ok: true, problems: [{ severity: 'warning' }] });
  });

  it('fails when it ends before its key', () => {
    const titles = ['name', 'email'];
    const read = contactReader(importMapping.parse({ columns: [{ column: 'email', target: 'email' }] }), titles);
    expect(read(row(['Ann'], 'short'))).toMatchObject({ ok: false, problems: [{ column: 'email' }] });
  });

  it.each(['unclosed_quote', 'too_large'] as const)('fails when it could not be read (%s)', (flaw) => {
    expect(reader()(row(['"x'], flaw))).toMatchObject({ ok: false, problems: [{ severity: 'error', line: 7 }] });
  });
});

describe('a mapping', () => {
  it.each([
    ['without a column for its key', { columns: [{ column: 'a', target: 'firstName' }] }, 'no column goes to email'],
    [
      'with two columns to one field',
      {
        columns: [
          { column: 'a', target: 'email' },
          { column: 'b', target: 'email' },
        ],
      },
      'two columns go to email',
    ],
    ['with an unknown target', { columns: [{ column: 'a', target: 'attributes.1 x' }] }, 'attributes.<key>'],
  ])('%s is refused with the reason', (_, mapping, message) => {
    expect(() => importMapping.parse(mapping)).toThrow(message);
  });

  it('that names a column the file does not have is refused, naming those it has', () => {
    const mapping = importMapping.parse({ columns: [{ column: 'Mail', target: 'email' }] });
    expect(() => contactReader(mapping, ['a', 'b'])).toThrow('no column "Mail"');
  });

  it('finds a column in spite of case, spaces and hyphens', () => {
    const read = contactReader(importMapping.parse({ columns: [{ column: 'email', target: 'email' }] }), ['E-Mail']);
    expect(read(row(['a@example.org'])).ok).toBe(true);
  });
});

describe('guessing columns', () => {
  it.each([
    [
      ['Email', 'First Name', 'Last Name', 'Phone'],
      ['email', 'firstName', 'lastName', 'phone'],
    ],
    [
      ['Adresse e-mail', 'Prénom', 'Nom', 'Téléphone'],
      ['email', 'firstName', 'lastName', 'phone'],
    ],
    [
      ['Correo electrónico', 'Nombre', 'Apellidos', 'País'],
      ['email', 'firstName', 'lastName', 'country'],
    ],
    [
      ['Adres e-mail', 'Imię', 'Nazwisko', 'Język'],
      ['email', 'firstName', 'lastName', 'language'],
    ],
    [
      ['Vorname', 'Name', 'Mail', 'Größe'],
      ['firstName', 'lastName', 'email', 'attributes.groesse'],
    ],
    [
      ['Name', 'E-Mail', 'E-Mail', ''],
      ['fullName', 'email', 'attributes.e_mail', 'attributes.column_4'],
    ],
  ])('knows the titles %j', (titles, targets) => {
    expect(guessColumns(titles, []).map((guess) => guess.target)).toEqual(targets);
  });

  it('finds addresses and numbers by their cells where titles say nothing', () => {
    const guesses = guessColumns(
      ['Column 1', 'Column 2', 'x'],
      [
        ['a@example.org', '+49 30 1234567', ''],
        ['b@example.org', '', ''],
      ],
    );
    expect(guesses.map((guess) => guess.target)).toEqual(['email', 'phone', 'ignore']);
  });

  it('reads decimal commas and American dates as the sample shows them', () => {
    const mapping = suggestMapping(
      ['email', 'gift', 'joined'],
      [
        ['a@example.org', '1.234,50', '12/31/2020'],
        ['b@example.org', '7,5', '01/02/2021'],
      ],
    );
    expect(mapping.columns.slice(1)).toMatchObject([
      { type: 'number', decimal: ',' },
      { type: 'date', dateOrder: 'mdy' },
    ]);
    const result = contactReader(mapping, ['email', 'gift', 'joined'])(
      row(['a@example.org', '1.234,50', '01/02/2021']),
    );
    expect(result).toMatchObject({ contact: { attributes: { gift: 1234.5, joined: '2021-01-02' } } });
  });
});
