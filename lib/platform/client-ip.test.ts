import { describe, expect, it } from 'vitest';
import { clientIp } from './client-ip';

const from = (value: string | null, hops: number) =>
  clientIp(new Headers(value === null ? {} : { 'x-forwarded-for': value }), hops);

describe('the address of a caller', () => {
  it('is unknown without a trusted proxy, whatever the caller claims', () => {
    expect(from('192.0.2.1', 0)).toBeUndefined();
  });

  it('is what the outermost trusted proxy saw; what the caller put before it is ignored', () => {
    expect(from('6.6.6.6, 192.0.2.1', 1)).toBe('192.0.2.1');
    expect(from('6.6.6.6, 192.0.2.1, 10.0.0.7', 2)).toBe('192.0.2.1');
    expect(from('2001:db8::1', 1)).toBe('2001:db8::1');
  });

  it('may carry a port', () => {
    expect(from('192.0.2.1:4711', 1)).toBe('192.0.2.1');
    expect(from('[2001:db8::1]:4711', 1)).toBe('2001:db8::1');
  });

  it('is unknown when the request came past the proxies or the entry is no address', () => {
    expect(from('192.0.2.1', 2)).toBeUndefined();
    expect(from('unknown', 1)).toBeUndefined();
    expect(from(null, 1)).toBeUndefined();
  });
});
