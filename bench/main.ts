import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here)
  .filter((name) => name.endsWith('.ts') && name !== 'main.ts')
  .map((name) => name.slice(0, -3));
const [name = '', ...args] = process.argv.slice(2);
const file = join(here, `${name}.ts`);

if (!names.includes(name) || !existsSync(file)) {
  console.error(`Which bench? npm run bench -- ${names.join('|')} [--rows N …]`);
  process.exit(2);
}
const bench = (await import(pathToFileURL(file).href)) as { run(args: string[]): Promise<void> };
await bench.run(args);
