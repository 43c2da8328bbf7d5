import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './outbound';

describe('an address that an organisation enters', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    'fec0::1',
    '::7f00:1',
    '255.255.255.255',
    '64:ff9b:2::1',
    '224.0.0.1',
    '203.0.113.5',
    '2001:db8::1',
    'x',
  ])('does not lead to %s', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '2001:4860:4860::8888',
    '2001:1::1',
    '93.184.216.34',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
  ])('may lead to %s', (address) => expect(isPublicAddress(address)).toBe(true));
});
