import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './command';

const schema = z.object({ email: z.email('is not an email address'), password: z.string().min(12, 'is too short') });

it('a message about several wrong fields names each of them, since the command line shows nothing else', () => {
  expect(() => parseInput(schema, { email: 'bad', password: 'x' })).toThrow(
    '2 fields are wrong. email: is not an email address; password: is too short',
  );
  expect(() => parseInput(schema, { email: 'a@b.org', password: 'x' })).toThrow(/^password: is too short$/);
});
