import { randomBytes } from 'node:crypto';
import { cliJson } from '@/lib/testing/installation';
import { runMainJob } from '@/lib/testing/main-job';
import { test } from '../fixtures/test';

test('the main job passes through the API, all embedded', async ({ baseURL }) => {
  const dataDir = process.env.E2E_DATA_DIR ?? '';
  const slug = `api-${randomBytes(3).toString('hex')}`;
  await cliJson(dataDir, ['tenant', 'create', '--slug', slug, '--name', 'API']);
  const { key } = await cliJson<{ key: string }>(dataDir, ['apikey', 'create', '--tenant', slug, '--scopes', '*']);
  await runMainJob({ url: baseURL ?? '', key });
});

test('a 30 MB upload arrives whole', async ({ baseURL }) => {
  const dataDir = process.env.E2E_DATA_DIR ?? '';
  const slug = `up-${randomBytes(3).toString('hex')}`;
  await cliJson(dataDir, ['tenant', 'create', '--slug', slug, '--name', 'Upload']);
  const { key } = await cliJson<{ key: string }>(dataDir, ['apikey', 'create', '--tenant', slug, '--scopes', '*']);
  const line = `x@example.org;${'a'.repeat(1000)}\n`;
  const body = `email;note\n${line.repeat(Math.ceil((30 * 1024 * 1024) / line.length))}`;
  const response = await fetch(`${baseURL}/api/v1/imports?hold=1&consentSource=test&fileName=big.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body,
  });
  test.expect(response.status).toBe(201);
  const made = (await response.json()) as { id: string; bytes?: number; fileBytes?: number };
  test.expect(made.bytes ?? made.fileBytes).toBe(Buffer.byteLength(body));
});
