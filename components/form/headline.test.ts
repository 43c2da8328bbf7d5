import { expect, it } from 'vitest';
import { headline } from './headline';

it('the head of a form’s errors does not repeat the technical name of a field that is listed below it', () => {
  expect(headline('name: needs a name', { name: 'needs a name' })).toBe('Something needs a change');
  expect(headline('2 fields are wrong. a: is x; b: is y', { a: 'is x', b: 'is y' })).toBe('Some fields need a change');
  expect(headline('The file was not uploaded.', { file: 'choose one' })).toBe('The file was not uploaded.');
  expect(headline('The server is away.', {})).toBe('The server is away.');
});
