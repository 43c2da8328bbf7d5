import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const resultsDir = process.env.AO_RESULTS_DIR;
const resultsName = process.env.AO_RESULTS_NAME ?? 'run';
const skip = ['**/node_modules/**', '**/.next/**', '**/.data/**'];
const otherProjects = ['**/*.db.test.{ts,tsx}', '**/*.services.test.{ts,tsx}', '**/*.proc.test.{ts,tsx}', 'scripts/**'];

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    reporters: resultsDir ? ['default', 'json'] : ['default'],
    ...(resultsDir ? { outputFile: { json: join(resultsDir, `vitest-${resultsName}.json`) } } : {}),
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...skip, ...otherProjects], maxWorkers: 2 },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: skip,
          globalSetup: ['lib/testing/global-postgres.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'runtime',
          include: ['scripts/**/*.test.ts', '{bench,workers}/**/*.proc.test.ts'],
          exclude: skip,
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['**/*.services.test.ts'],
          exclude: skip,
          globalSetup: ['lib/testing/require-services.ts'],
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
