import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from '@jest/globals';
import { composeFaults } from './support/compose-faults.js';
import { readCompose, variablesOf, type ComposeFile } from './support/compose-file.js';

const schema = specification();

it('is a compose file as the specification has it', () => {
  expect(violations(readCompose())).toEqual([]);
});

it('would not be one with a key that the specification does not know, or a value of another kind', () => {
  const compose = readCompose();
  Object.assign(compose.services['api']!, { memory: '1g', depends_on: { eventstore: { condition: 'service_ready' } } });
  Object.assign(compose.services['worker']!, { read_only: [] });
  expect(violations(compose).join()).toMatch(/api.*memory/);
  expect(violations(compose).join()).toMatch(/depends_on.*condition/);
  expect(violations(compose).join()).toMatch(/worker\/read_only/);
});

it('has no fault of its own', () => {
  expect(composeFaults(readCompose())).toEqual([]);
});

it('gives every variable a default', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const bare = [...variablesOf(text)].filter(([, hasDefault]) => !hasDefault);
  expect(bare).toEqual([]);
  expect(JSON.stringify(readCompose())).not.toContain('$');
  expect([...variablesOf('a: ${LONELY}')]).toEqual([['LONELY', false]]);
});

it('has no variable that the page on operations does not tell in its section on containers', () => {
  const [, told = ''] = /\n## In containers\n(.*?)\n## /s.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  const names = [...variablesOf(readFileSync('docker-compose.yml', 'utf8')).keys()];
  const limits = names.filter((name) => /_(CPUS|MEMORY)$/.test(name));
  expect(names.filter((name) => !limits.includes(name) && !told.includes(`\`${name}\``))).toEqual([]);
});

it('takes what people set: ports, addresses of their own stores, a key', () => {
  const { services } = readCompose({ SLOWKING_API_PORT: '9000', DATABASE_URL: 'postgresql://db/x', SLOWKING_SECRET_KEY: 'k' });
  expect(services['api']!.ports).toEqual(['127.0.0.1:9000:8091']);
  expect(services['api']!.environment).toMatchObject({
    SLOWKING_PUBLIC_URL: 'http://127.0.0.1:9000',
    DATABASE_URL: 'postgresql://db/x',
    SLOWKING_SECRET_KEY: 'k',
  });
});

it.each(['verbose', 'debug', 'info', 'warn', 'error', 'fatal'])('takes the level %s for the log of every part', (level) => {
  expect(composeFaults(readCompose({ SLOWKING_LOG: level }))).toEqual([]);
});

it('lets api and worker have one home, one artifacts folder and one set of stores', () => {
  const { api, worker } = readCompose().services as Record<'api' | 'worker', ComposeFile['services'][string]>;
  expect(worker.volumes).toEqual(api.volumes);
  for (const name of ['EVENTSTORE_URL', 'DATABASE_URL', 'SLOWKING_SECRET_KEY', 'SLOWKING_TARGETS', 'SLOWKING_PUBLIC_URL']) {
    expect(worker.environment![name]).toBe(api.environment![name]);
  }
});

describe('is refused with', () => {
  it.each(planted())('%s', (_name, fault, plant) => {
    const compose = structuredClone(readCompose());
    plant(compose.services);
    expect(composeFaults(compose)).toEqual([fault]);
  });
});

/* ----- data ----- */

function planted(): [string, string, (services: ComposeFile['services']) => void][] {
  return [
    ['a published database', 'postgres publishes a port', ({ postgres }) => {
      Object.assign(postgres!, { ports: ['127.0.0.1:5432:5432'], networks: ['stores', 'outside'] });
    }],
    ['a port for everybody', 'api publishes 8091:8091 to others', ({ api }) => (api!.ports = ['8091:8091'])],
    ['a port that cannot be published', 'mail publishes a port from an internal network', ({ mail }) => (mail!.networks = ['mail'])],
    ['a port where nobody listens', 'api publishes 127.0.0.1:8091:8080 and listens at 8091', ({ api }) => (api!.ports = ['127.0.0.1:8091:8080'])],
    ['a health check where nobody listens', 'eigen is asked at http://127.0.0.1:1/health and listens at 8283', ({ eigen }) => {
      eigen!.healthcheck!.test = ['CMD', 'node', 'deploy/healthy.mjs', 'http://127.0.0.1:1/health'];
    }],
    ['a program that the build does not make', 'worker: dist/apps/wroker/src/main.js is not what the build makes: there is no apps/wroker/src/main.ts', ({ worker }) => {
      worker!.command = ['node', 'dist/apps/wroker/src/main.js'];
    }],
    ['a script that is not there', 'keys: deploy/no-keys.sh does not exist', ({ keys }) => (keys!.command = ['sh', 'deploy/no-keys.sh'])],
    ['a command that the image has not', 'api: npm start: the image has node and sh', ({ api }) => (api!.command = ['npm', 'start'])],
    ['a variable that nobody reads', 'worker: dist/apps/worker/src/main.js does not read SLOWKING_SMTP_URL', ({ worker }) => {
      worker!.environment!['SLOWKING_SMTP_URL'] = 'smtp://mail';
    }],
    ['a value that is none', 'api: EVENTSTORE_URL: must begin with esdb: or esdb+discover: or kurrentdb: or kurrentdb+discover:', ({ api }) => {
      api!.environment!['EVENTSTORE_URL'] = 'http://eventstore:2113';
    }],
    ['capabilities', 'api keeps capabilities', ({ api }) => delete api!.cap_drop],
    ['new privileges', 'mail may gain privileges', ({ mail }) => (mail!.security_opt = [])],
    ['a privileged container', 'worker is privileged', ({ worker }) => (worker!.privileged = true)],
    ['a root that may be written to', 'eigen may write to its image', ({ eigen }) => delete eigen!.read_only],
    ['root', 'postgres runs as root', ({ postgres }) => delete postgres!.user],
    ['another user than that of the image', 'api does not run as the user of the image', ({ api }) => (api!.user = '0')],
    ['no limit', 'eventstore has no mem_limit', ({ eventstore }) => delete eventstore!.mem_limit],
    ['an image of any version', 'mail has an image without a version', ({ mail }) => (mail!.image = 'axllent/mailpit:latest')],
    ['a wait for what does not exist', 'keys waits for migrations, which does not exist', ({ keys }) => {
      keys!.depends_on = { migrations: { condition: 'service_completed_successfully' } };
    }],
    ['a wait for what nobody checks', 'api waits for the health of worker, which is not checked', ({ api }) => {
      api!.depends_on!['worker'] = { condition: 'service_healthy' };
    }],
    ['an end that nobody waits for', 'keys ends, and to `up --wait` that is a failure', ({ api, eigen }) => {
      for (const service of [api!, eigen!]) delete service.depends_on!['keys'];
    }],
    ['a network that is not there', 'worker is in no network backend', ({ worker }) => (worker!.networks = ['backend'])],
    ['a volume that is not there', 'api has no volume home', ({ api }) => api!.volumes!.push('home:/home')],
  ];
}

function specification(): object {
  const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const { $schema: _, ...rest } = JSON.parse(readFileSync(join(folder, 'schemas/compose.schema.json'), 'utf8')) as Record<string, unknown>;
  return rest;
}

function violations(compose: ComposeFile): readonly string[] {
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  validate(compose);
  return (validate.errors ?? []).map(({ instancePath, params }) => `${instancePath} ${JSON.stringify(params)}`);
}
