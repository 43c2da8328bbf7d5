import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { CannotOpen, seal, unseal } from './secret-box';

await testDatabase(); // sets ENCRYPTION_KEY

describe('a sealed secret', () => {
  it('opens in its own place only, and shows nothing of itself', () => {
    const sealed = seal('p4ssw0rd', 'a/sending_providers/1');
    expect(unseal(sealed, 'a/sending_providers/1')).toBe('p4ssw0rd');
    expect(() => unseal(sealed, 'b/sending_providers/1')).toThrow(CannotOpen);
    expect(sealed).not.toContain('p4ssw0rd');
    expect(seal('p4ssw0rd', 'a/sending_providers/1')).not.toBe(sealed);
  });

  it('does not open when it was changed, or was sealed with another key', () => {
    const sealed = seal('', 'x');
    expect(unseal(sealed, 'x')).toBe('');
    for (const broken of [sealed.slice(0, -2), sealed.replace(/\.[^.]{8}\./, '.00000000.'), 'v2.x', ''])
      expect(() => unseal(broken, 'x')).toThrow(CannotOpen);
  });
});
