import { expect, it } from 'vitest';
import { importedWords } from './imported-words';

const none = { total: 0, added: 0, existing: 0, invalid: 0, partial: 0, byHand: 0, problems: [], unread: [] };

it.each([
  [{ total: 1, existing: 1 }, 'Of 1 row, 1 was on the list already or had ended, and 0 could not be taken.'],
  [
    { total: 3, existing: 2, invalid: 1, unread: ['Grund'] },
    'Of 3 rows, 2 were on the list already or had ended, and 1 could not be taken. Column “Grund” was not read.',
  ],
  [
    { total: 1200, partial: 1, byHand: 2, unread: ['Grund', 'id'] },
    'Of 1,200 rows, 0 were on the list already or had ended, and 0 could not be taken. Of 1 with several addresses or numbers not all could be taken. Of 2 the reason is not understood: on the list as “By hand”. Columns “Grund”, “id” were not read.',
  ],
])('%j is told in whole sentences, with the columns that were not read', (result, words) =>
  expect(importedWords({ ...none, ...result })).toBe(words),
);
