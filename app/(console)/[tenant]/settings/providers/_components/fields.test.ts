import { expect, it } from 'vitest';
import { keptHelp } from './fields';

it.each([
  ['Password', 'set', 'A password is stored. Leave this empty to keep it.'],
  ['API key', '…9f3c', 'An API key that ends in 9f3c is stored. Leave this empty to keep it.'],
  ['Auth token', '…9f3c', 'An auth token that ends in 9f3c is stored. Leave this empty to keep it.'],
])('of a secret that is stored (%s) it is told that it is, and how it stays', (label, kept, help) => {
  expect(keptHelp(label, kept)).toBe(help);
});
