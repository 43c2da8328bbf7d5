import { describe, expect, it } from 'vitest';
import { missingEntries, platformOf } from './lock.mjs';

describe('the lock of the packages', () => {
  it('gets an entry for each optional dependency that is absent, with the platform that its name tells', () => {
    const packages = {
      '': { optionalDependencies: {} },
      'node_modules/a': {
        optionalDependencies: { '@a/here': '1.0.0', '@a/binding-linux-x64-musl': '1.2.3', '@a/darwin-arm64': '^1.2.3' },
      },
      'node_modules/@a/here': { version: '1.0.0' },
      'node_modules/b': { dev: true, optionalDependencies: { nested: '1.0.0', 'b-win32-ia32-msvc': '2.0.0' } },
      'node_modules/b/node_modules/nested': { version: '1.0.0' },
    };
    expect(missingEntries(packages)).toEqual({
      'node_modules/@a/binding-linux-x64-musl': {
        version: '1.2.3',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
      },
      'node_modules/@a/darwin-arm64': { version: '1.2.3', optional: true, os: ['darwin'], cpu: ['arm64'] },
      'node_modules/b-win32-ia32-msvc': { version: '2.0.0', dev: true, optional: true, os: ['win32'], cpu: ['ia32'] },
    });
  });

  it('invents nothing that a name does not tell', () => {
    expect(platformOf('fsevents')).toEqual({});
    expect(platformOf('@x/linux-arm-gnueabihf')).toEqual({ os: ['linux'], cpu: ['arm'], libc: ['glibc'] });
    expect(platformOf('@x/wasm32-wasi')).toEqual({ cpu: ['wasm32'] });
  });
});
