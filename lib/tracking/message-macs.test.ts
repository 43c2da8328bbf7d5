import { createCipheriv, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressKinds, addressTokens, readAddress } from './address';
import { macKeys } from './message-macs';
import { tokenSigner } from './sign';

const secret = '0123456789abcdef0123456789abcdef';
const places = [0, 1, 8, 9, 15, 16, 17, 31, 32, 4095, 65_544];

const macOf = (keys: ReturnType<typeof macKeys>, tenant: string, id: string, place: number): string => {
  const mac = Buffer.alloc(16);
  keys.of(tenant).write(id, place, mac, 0, 16);
  return mac.toString('hex');
};

/** The same by its definition, one block at a time. */
function byDefinition(tenant: string, id: string, place: number): string {
  const aes = (info: string, block: Uint8Array) => {
    const key = new Uint8Array(hkdfSync('sha256', secret, '', `${info}:${tenant}`, 32));
    return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
  };
  const number = Buffer.alloc(16);
  number.writeUInt32BE(place);
  const mask = aes('ao-message-place-v1', number);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return aes('ao-message-mac-v1', Buffer.from(bytes.map((byte, i) => byte ^ mask[i]!))).toString('hex');
}

it('is AES of the message and the mask of its place, in whatever order messages and places are asked for', () => {
  const keys = macKeys(secret);
  const asked = fc.tuple(fc.constantFrom('acme', 'uni'), fc.uuid(), fc.constantFrom(...places));
  fc.assert(
    fc.property(fc.array(asked, { minLength: 1, maxLength: 6 }), (all) => {
      for (const [tenant, id, place] of [...all, ...all.toReversed()])
        expect(macOf(keys, tenant, id, place)).toBe(byDefinition(tenant, id, place));
    }),
    { numRuns: 50 },
  );
});

it('has no two alike, by tenant, message or place', () => {
  const keys = macKeys(secret);
  const ids = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
  const all = ['acme', 'uni'].flatMap((tenant) =>
    ids.flatMap((id) => places.map((place) => macOf(keys, tenant, id, place))),
  );
  expect(new Set(all).size).toBe(all.length);
});

it('serves links and addresses of one message from the same places, and no address has the bytes of a link', () => {
  const keys = macKeys(secret);
  const [links, addresses] = [tokenSigner(secret, keys), addressTokens(secret, keys)];
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  const leave = links.sign('unsubscribe', 'acme', id);
  const reply = addresses.localPart('reply', 'acme', id);
  expect(tokenSigner(secret).sign('unsubscribe', 'acme', id)).toBe(leave);
  expect(addressTokens(secret).localPart('reply', 'acme', id)).toBe(reply);
  const used = [
    ...(['pixel', 'unsubscribe', 'preferences', 'view', 'confirm'] as const).map((kind) =>
      links.sign(kind, 'acme', id),
    ),
    ...[0, 1, 7, 0xffff].map((link) => links.sign('click', 'acme', id, link)),
  ].map((token) => Buffer.from(token, 'base64url').subarray(-16, -6).toString('hex'));
  const own = addressKinds.map((kind) => readAddress(`${addresses.localPart(kind, 'acme', id)}@x`)!.token.slice(-16));
  const letters = (hex: string) => BigInt(`0x${hex}`).toString(32).padStart(16, '0');
  const asLetters = (token: string) =>
    [...token].map((c) => 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(c).toString(32)).join('');
  for (const mac of used) expect(own.map(asLetters)).not.toContain(letters(mac));
  expect(own.map(asLetters)).toEqual([6, 7, 8].map((place) => letters(macOf(keys, 'acme', id, place).slice(0, 20))));
});
