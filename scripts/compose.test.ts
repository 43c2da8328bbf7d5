import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectDir } from './launcher/children';

interface Service {
  image?: string;
  build?: string;
  restart?: string;
  command?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string | number>;
  volumes?: string[];
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
}

const text = readFileSync(join(projectDir, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const oneShot = ['migrate'];

describe('docker-compose.yml', () => {
  it('is what the Compose Specification allows', () => {
    const { $schema: _, ...schema } = JSON.parse(
      readFileSync(join(projectDir, 'docker/compose-spec.json'), 'utf8'),
    ) as Record<string, unknown>;
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
    expect(validate({ services: { web: { imag: 'x' } } })).toBe(false);
  });

  it('runs the five services, the migration, web and workers', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'clickhouse',
      'elasticsearch',
      'migrate',
      'nats',
      'postgres',
      'redis',
      'web',
      'workers',
    ]);
  });

  it('checks the health of every service that stays', () => {
    for (const [name, service] of services) {
      if (oneShot.includes(name)) expect(service.restart, name).toBe('no');
      else expect(service.healthcheck?.test.length, name).toBeGreaterThan(1);
    }
  });

  it('waits for services that exist, healthy or finished', () => {
    for (const [name, service] of services) {
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(compose.services, `${name} needs ${needed}`).toHaveProperty(needed);
        expect(condition).toBe(oneShot.includes(needed) ? 'service_completed_successfully' : 'service_healthy');
      }
    }
    for (const name of ['web', 'workers'])
      expect(Object.keys(compose.services[name]?.depends_on ?? {})).toHaveLength(6);
  });

  it('pins every image to a version', () => {
    for (const [name, { image = '' }] of services)
      expect(image, name).toMatch(/:(\d+\.\d+[\w.-]*|\$\{VERSION:-\d+\.\d+\.\d+\})$/);
  });

  it('has no secret of its own: each comes from the environment and is required', () => {
    for (const [name, { environment = {}, command = [] }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|_KEY|_AUTH$/.test(key) && key !== 'ADMIN_PASSWORD')
          expect(value, `${name}.${key}`).toMatch(/^\$\{[A-Z_]+:\?set [^}]+\}$/);
        if (/:\/\/[^/]*@/.test(String(value)))
          expect(value, `${name}.${key}`).toMatch(/^[a-z]+:\/\/[a-z_]*:\$\{[A-Z_]+:\?set [^}]+\}@/);
      }
      const given = command.findIndex((word) => /pass/i.test(word));
      if (given >= 0) expect(command[given + 1], name).toMatch(/^\$\{[A-Z_]+:\?set [^}]+\}$/);
    }
  });

  it('keeps the data of every store in a named volume, and mounts only files that exist', () => {
    for (const [name, { volumes = [] }] of services) {
      if (!oneShot.includes(name)) expect(volumes.length, name).toBeGreaterThan(0);
      for (const volume of volumes) {
        const source = volume.split(':')[0] ?? '';
        if (source.startsWith('.')) expect(statSync(join(projectDir, source)).isFile()).toBe(true);
        else expect(compose.volumes, name).toHaveProperty(source);
      }
    }
  });

  it('gives web, workers and migration all parts and the three database roles', () => {
    for (const name of ['web', 'workers', 'migrate']) {
      const environment = compose.services[name]?.environment ?? {};
      for (const [key, role] of [
        ['DATABASE_URL', 'ao_app'],
        ['DATABASE_SYSTEM_URL', 'ao_system'],
        ['DATABASE_OWNER_URL', 'ao_owner'],
      ] as const) {
        expect(environment[key], `${name}.${key}`).toContain(`//${role}:`);
      }
      for (const key of ['CLICKHOUSE_URL', 'REDIS_URL', 'NATS_URL', 'ELASTICSEARCH_URL'])
        expect(environment).toHaveProperty(key);
    }
  });
});
