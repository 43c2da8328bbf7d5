import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readInput } from './wrong-input';

const target = z.union([
  z.enum(['email', 'phone']),
  z.string().regex(/^attributes\./, 'use email or attributes.<key>'),
]);
const many = z.enum(Array.from({ length: 40 }, (_, i) => `word${i}`) as [string, ...string[]]);
const shapes = z.union([z.object({ kind: z.literal('a'), size: z.number() }), z.string()]);
const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a'), size: z.number() }),
  z.object({ kind: z.literal('b') }),
]);

describe('what is wrong with a field is said in plain words', () => {
  it.each<[string, z.ZodType, unknown, Record<string, string>]>([
    ['missing', z.string(), undefined, { x: 'is missing' }],
    ['missing word', z.enum(['a', 'b']), undefined, { x: 'is missing; it must be one of a, b' }],
    ['missing union', target, undefined, { x: 'is missing' }],
    ['no text', z.string(), 5, { x: 'must be text' }],
    ['no number', z.coerce.number(), 'abc', { x: 'must be a number' }],
    ['no whole number', z.number().int(), 1.5, { x: 'must be a whole number' }],
    ['no yes or no', z.boolean(), 'yes', { x: 'must be true or false' }],
    ['no list', z.array(z.string()), 'a', { x: 'must be a list' }],
    ['no object', z.object({}), 'a', { x: 'must be an object' }],
    ['inside a list', z.array(z.string()), ['a', 1], { 'x.1': 'must be text' }],
    ['no id', z.uuid(), 'nope', { x: 'is not an id of ours (a UUID)' }],
    ['no address', z.email(), 'nope', { x: 'is not an email address' }],
    ['another form', z.string().regex(/^[a-z]+$/), '5', { x: 'has the wrong form; it must match /^[a-z]+$/' }],
    ['too big', z.coerce.number().int().max(200), '201', { x: 'may be at most 200' }],
    ['too small', z.number().min(1), 0, { x: 'must be at least 1' }],
    ['not above', z.number().positive(), 0, { x: 'must be more than 0' }],
    ['too short', z.string().min(12), 'abc', { x: 'needs at least 12 characters' }],
    ['empty', z.string().min(1), '', { x: 'is empty' }],
    ['too long', z.string().max(3), 'abcd', { x: 'may have at most 3 characters' }],
    ['too many', z.array(z.string()).max(1), ['a', 'b'], { x: 'may have at most 1 entry' }],
    ['another word', z.enum(['a', 'b', 'c']), 'd', { x: 'must be one of a, b, c' }],
    ['none of many words', many, 'd', { x: 'is not one of the values allowed here' }],
    ['unknown keys', z.strictObject({}), { a: 1, b: 2 }, { 'x.a': 'is not known here', 'x.b': 'is not known here' }],
    [
      'another name',
      z.record(z.string().max(1, 'is long'), z.number()),
      { ab: 1 },
      { 'x.ab': 'is not allowed as a name: is long' },
    ],
    ['union of one type', target, 'shoe', { x: 'use email or attributes.<key>' }],
    ['union, no type near', target, 5, { x: 'must be one of email, phone' }],
    ['union, wrong inside', shapes, { kind: 'a', size: 'big' }, { 'x.size': 'must be a number' }],
    ['union, no type fits', z.union([z.string(), z.number()]), [], { x: 'must be text or a number' }],
    ['union by a word', kinds, { kind: 'c' }, { 'x.kind': 'must be one of a, b' }],
    ['no schema reason', z.string().refine(() => false), 'a', { x: 'is not valid' }],
    ['its own words', z.string('needs a text').min(3, 'is too short'), 'a', { x: 'is too short' }],
  ])('%s', (_, schema, value, fields) => {
    expect(readInput(z.object({ x: schema }), { x: value })).toEqual({ fields });
  });

  it('and an input that is no object at all is told as "input"', () => {
    expect(readInput(z.object({}), 'a')).toEqual({ fields: { input: 'must be an object' } });
  });
});
