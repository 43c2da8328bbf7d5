import { describe, expect, it } from 'vitest';
import { DomainError, invalid, shownError } from './errors';

describe('what the boundary of a page is told', () => {
  it('of an error of ours is its sentence and the fields that are wrong, and no cause', () => {
    const error = new DomainError({
      ...{
        code: 'invalid',
        message: 'No such page.',
        fields: { cursor: 'unknown cursor' },
        cause: new Error('secret'),
      },
    });
    expect(shownError(error.digest)).toEqual({ message: 'No such page.', fields: ['cursor'] });
    expect(error.digest).not.toContain('secret');
    expect(shownError(invalid('Wrong.').digest)).toEqual({ message: 'Wrong.', fields: [] });
  });

  it.each([undefined, '', '1234567890', 'NEXT_REDIRECT;replace;/;307;'])('of a fault (%j) is nothing', (digest) => {
    expect(shownError(digest)).toBeNull();
  });
});
