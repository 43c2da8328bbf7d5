import { expect, it } from 'vitest';
import { messageName, versionName } from './version-name';

const version = { templateName: 'Appeal', templateVersion: 2 };

it('what was sent is named by its variants and its version, and where there are no variants by the version alone', () => {
  expect(messageName(version, [])).toBe(versionName(version));
  expect(messageName(version, [])).toBe('Appeal, version 2');
  expect(messageName(version, ['A'])).toBe('Appeal, version 2 (variant A)');
  expect(messageName(version, ['A', 'B'])).toBe('Appeal, version 2 (variants A, B)');
});
