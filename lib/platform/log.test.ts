import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { DomainError, safeMessage } from './errors';
import { describeError } from './log';

const secret = 'ada@example.org';
const driver = Object.assign(new postgres.PostgresError('duplicate'), {
  message: 'duplicate key value violates unique constraint "contacts_email"',
  code: '23505',
  detail: `Key (email)=(${secret}) already exists.`,
  constraint_name: 'contacts_email',
  query: 'insert into contacts',
  parameters: [secret],
});
const thrown = new DrizzleQueryError('insert into contacts (email) values ($1)', [secret], driver);

describe('an error of the database', () => {
  it('is logged with its code and place, without SQL, parameters or values', () => {
    const text = JSON.stringify(describeError(new Error('outer', { cause: thrown })));
    expect(text).not.toContain(secret);
    expect(text).not.toContain('insert into');
    expect(text).toContain('23505');
    expect(text).toContain('contacts_email');
    expect(text).toContain('log.test.ts');
  });

  it('is shown as its SQLSTATE', () => {
    expect(safeMessage(thrown)).toBe('internal (SQLSTATE 23505)');
  });
});

it('only our own words are shown of any other error', () => {
  expect(safeMessage(new DomainError({ code: 'invalid', message: 'Mend the file.' }))).toBe('Mend the file.');
  expect(safeMessage(new TypeError(secret))).toBe('internal (TypeError)');
  expect(safeMessage(secret)).toBe('internal (string)');
});
