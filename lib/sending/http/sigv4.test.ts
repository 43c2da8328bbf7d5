import { describe, expect, it } from 'vitest';
import { signed } from './sigv4';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const now = new Date('2015-08-30T12:36:00Z');
const signature = (request: Partial<Parameters<typeof signed>[0]>, service = 'service') =>
  /Signature=([0-9a-f]+)$/.exec(
    signed(
      { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '', ...request },
      { ...credentials, service },
      now,
    )['authorization']!,
  )?.[1];

describe('requests to AWS are signed as AWS’s published vectors are', () => {
  it.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { url: 'https://example.amazonaws.com/?Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('%s', (_, request, expected) => expect(signature(request)).toBe(expected));

  it('the worked example of the documentation', () => {
    const request = {
      url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    };
    expect(signature(request, 'iam')).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
  });
});
