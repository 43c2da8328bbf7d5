import { describe, expect, it } from 'vitest';
import { smsParts, wideLetter } from './sms-parts';

describe('how many SMS a text takes', () => {
  it.each([
    ['', 0],
    ['Hello', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ł'.repeat(70), 1],
    ['ł'.repeat(71), 2],
    ['👾'.repeat(35), 1],
    ['👾'.repeat(36), 2],
  ])('%s: %i', (text, parts) => expect(smsParts(text)).toBe(parts));

  it('names the letter that makes it larger', () => {
    expect(wideLetter('Hello 👋 łódź')).toBe('👋');
    expect(wideLetter('Grüße, 5 €\n')).toBeNull();
  });
});
