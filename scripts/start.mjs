// Runs on old Nodes too, if only to say that they are too old: no newer syntax than ES2017 here.
import { dirname, resolve } from 'path';
import { fileURLToPath } from 'url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `AlumOutreach needs Node 20.19 or later; this is ${process.versions.node}. Install a newer Node and start again.`,
  );
  process.exit(1);
}

// The data folder is meant relative to where the command was given; everything else to the project.
if (process.env.DATA_DIR) process.env.DATA_DIR = resolve(process.env.DATA_DIR);
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

import('tsx/esm/api').then(
  (tsx) => {
    tsx.register();
    return import('./launcher/main.ts').then((launcher) => launcher.main(process.argv.slice(2)));
  },
  () => {
    console.error('The packages are missing: run `npm ci`, then start again.');
    process.exit(1);
  },
);
