// Completes package-lock.json: a registry that lacks packages of foreign platforms makes `npm install` drop them
// silently, and `npm ci` then refuses the lock. Each absent optional dependency gets a stub entry.
//   node scripts/lock.mjs            adds what is missing
//   node scripts/lock.mjs --check    exits 1 and names what is missing
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/** Derives {os, cpu, libc} from a package name such as `@oxlint/binding-linux-x64-musl`; only what the name says. */
export function platformOf(name) {
  const words = name.split('/').pop().split(/[-.]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith('musl'));
  const glibc = words.some((word) => word.startsWith('gnu'));
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os === 'linux' && musl ? { libc: ['musl'] } : os === 'linux' && glibc ? { libc: ['glibc'] } : {}),
    ...(os ? { os: [os] } : {}),
  };
}

const isPresent = (packages, from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in packages) return true;
    if (at === '') return false;
  }
};

/** Returns the stub entries that the lock's `packages` lack, as { path: entry }. */
export function missingEntries(packages) {
  const missing = {};
  for (const [from, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isPresent(packages, from, name)) continue;
      missing[`node_modules/${name}`] = {
        version: range.replace(/^[^0-9]*/, '').split(' ')[0],
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...platformOf(name),
      };
    }
  }
  return missing;
}

function main() {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock.packages);
  const names = Object.keys(missing);
  if (process.argv.includes('--check')) {
    if (names.length === 0) return console.log('package-lock.json names every optional dependency.');
    console.error(`package-lock.json lacks ${names.length} optional dependencies; run: node scripts/lock.mjs`);
    for (const name of names) console.error(`  ${name}`);
    process.exitCode = 1;
    return;
  }
  if (names.length > 0) {
    const { '': root, ...rest } = { ...lock.packages, ...missing };
    const sorted = Object.keys(rest).sort((a, b) => a.localeCompare(b, 'en'));
    lock.packages = { '': root, ...Object.fromEntries(sorted.map((path) => [path, rest[path]])) };
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  }
  console.log(`package-lock.json: ${names.length} stub entries added.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
