import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 3210);
// A server that runs already, such as `npm run dev`; without it the runner builds and starts one.
const given = process.env.E2E_BASE_URL;
// A development server compiles each page at its first visit.
const patience = given ? 5 : 1;
const baseURL = given ?? `http://localhost:${port}`;
const resultsDir = process.env.AO_RESULTS_DIR;

// The runner loads this file first and makes the folder; its workers inherit the name. The server has stopped at exit.
if (!process.env.E2E_DATA_DIR) {
  const folder = mkdtempSync(join(tmpdir(), 'ao-e2e-'));
  process.env.E2E_DATA_DIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.E2E_ADMIN_EMAIL ??= 'admin@e2e.test';
process.env.E2E_ADMIN_PASSWORD ??= 'correct horse battery staple';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000 * patience,
  expect: { timeout: 15_000 * patience },
  reporter: resultsDir ? [['list'], ['json', { outputFile: join(resultsDir, 'playwright.json') }]] : [['list']],
  use: {
    baseURL,
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000 * patience,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  ...(given ? {} : { webServer: own() }),
});

function own() {
  return {
    command: 'exec node scripts/start.mjs',
    url: `${baseURL}/api/health/ready`,
    timeout: 240_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 30_000 },
    stdout: 'pipe' as const,
    stderr: 'pipe' as const,
    env: {
      PORT: String(port),
      PUBLIC_URL: baseURL,
      INBOUND_SMTP_PORT: String(port + 1),
      DATA_DIR: process.env.E2E_DATA_DIR ?? '',
      ADMIN_EMAIL: process.env.E2E_ADMIN_EMAIL ?? '',
      ADMIN_PASSWORD: process.env.E2E_ADMIN_PASSWORD ?? '',
      // Journeys have servers of their own on this machine.
      PRIVATE_TARGETS: 'allow',
    },
  };
}
