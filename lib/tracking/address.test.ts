import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKinds, addressTokens, readAddress } from './address';

const tokens = addressTokens('0123456789abcdef0123456789abcdef');

describe('addressTokens', () => {
  it('find their message again, whatever a mail server does to the case, within 64 characters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...addressKinds),
        fc.stringMatching(/^[a-z0-9-]{2,40}$/),
        fc.uuid(),
        (kind, tenant, messageId) => {
          const local = tokens.localPart(kind, tenant, messageId);
          expect(local.length).toBeLessThanOrEqual(64);
          const read = readAddress(`${local.toUpperCase()}@Mail.Example`)!;
          expect(read).toMatchObject({ kind, messageId, tenantTag: tokens.tenantTag(tenant) });
          expect(tokens.verify(read, tenant)).toBe(true);
          expect(tokens.verify(read, `${tenant}x`)).toBe(false);
        },
      ),
    );
  });

  it('refuse another message, another kind, another secret, and changed letters', () => {
    const local = tokens.localPart('reply', 'acme', '01890a5d-ac96-774b-bcce-b302099a8057');
    const read = readAddress(`${local}@x`)!;
    expect(tokens.verify({ ...read, kind: 'unsubscribe' }, 'acme')).toBe(false);
    expect(tokens.verify({ ...read, messageId: '01890a5d-ac96-774b-bcce-b302099a8058' }, 'acme')).toBe(false);
    expect(addressTokens('another secret of 16').verify(read, 'acme')).toBe(false);
    for (let i = 6; i < local.length; i++) {
      const forged = readAddress(local.slice(0, i) + (local[i] === 'a' ? 'b' : 'a') + local.slice(i + 1));
      expect(tokens.verify(forged!, 'acme')).toBe(false);
    }
  });

  it('of messages that were sent before still find them', () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    const today = [
      'reply+agequxnmsz3uxpgowmbatguak5oxjfabitwinoie26h3q3h5',
      'bounce+agequxnmsz3uxpgowmbatguak5oxjfabgyqdl63j3s76f3t3',
      'unsubscribe+agequxnmsz3uxpgowmbatguak5oxjfabqelvuphmr4hcwxvu',
    ];
    expect(addressKinds.map((kind) => tokens.localPart(kind, 'acme', id))).toEqual(today);
    for (const local of [
      'reply+agequxnmsz3uxpgowmbatguak5oxjfabp5ansbofzkgxxi7b',
      'bounce+agequxnmsz3uxpgowmbatguak5oxjfab74lqmkgg7raiqwda',
      'unsubscribe+agequxnmsz3uxpgowmbatguak5oxjfablxa7czgfr3xpef2d',
      'reply+agequxnmsz3uxpgowmbatguak5oxjfab6wjx2vmur5ldghjo',
      'bounce+agequxnmsz3uxpgowmbatguak5oxjfabeachkgyz65ff42wj',
      'unsubscribe+agequxnmsz3uxpgowmbatguak5oxjfabnpmszht4vu2ptbho',
      ...today,
    ]) {
      const read = readAddress(`${local}@x`)!;
      expect(tokens.verify(read, 'acme')).toBe(true);
      expect(tokens.verify({ ...read, kind: read.kind === 'reply' ? 'bounce' : 'reply' }, 'acme')).toBe(false);
    }
  });

  it('take no other address for one of ours', () => {
    for (const address of [
      '',
      'reply@x',
      'reply+short@x',
      'other+abc@x',
      `reply+${'a'.repeat(47)}1@x`,
      `reply+${'a'.repeat(49)}@x`,
    ])
      expect(readAddress(address)).toBeNull();
  });
});
