import { expect, it } from 'vitest';
import { idBytes } from './id-bytes';

it('reads no id from what is none, before the first one and after one', () => {
  for (const wrong of ['', 'x', '0F0E0D0C-0000-4000-8000-000000000000'])
    expect(() => idBytes(wrong)).toThrow(RangeError);
  expect(idBytes('0f0e0d0c-0b0a-4908-8706-050403020100').toString('hex')).toBe('0f0e0d0c0b0a49088706050403020100');
  expect(() => idBytes('')).toThrow(RangeError);
});
