import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isIgnored } from './support/docker-context.js';
import { parseDockerfile } from './support/dockerfile.js';
import { imageFaults } from './support/image-faults.js';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const dockerignore = readFileSync('.dockerignore', 'utf8');

const planted: readonly (readonly [string, string, string | RegExp, string])[] = [
  ['root', 'runs as root', 'USER node\n', ''],
  ['no check', 'is not checked', /HEALTHCHECK.*\n.*\n/, ''],
  ['a check elsewhere', 'is asked at http://127.0.0.1:8080/api/v1/health', '127.0.0.1:8091', '127.0.0.1:8080'],
  ['another signal', 'is not stopped by SIGTERM', 'SIGTERM', 'SIGKILL'],
  ['a source that is not there', 'copies nest.json, which does not exist', 'nest-cli.json', 'nest.json'],
  ['a stage that is not there', 'copies from builder, which is no stage', '--from=build ', '--from=builder '],
  ['a file that no stage makes', 'copies /app/build, which build does not make', '/app/dist dist', '/app/build dist'],
  ['no migrations', 'has no prisma/migrations', 'COPY prisma/migrations prisma/migrations\n', ''],
  ['no door of package.json', 'has no node-version.mjs', 'COPY package.json node-version.mjs ./', 'COPY package.json ./'],
  ['a script that is not there', 'runs npm run compile, which package.json has not', /npm run build$/m, 'npm run build && npm run compile'],
  ['no file that the build reads', 'builds without docs/openapi.json', 'COPY docs/openapi.json docs/openapi.json\n', ''],
  ['packages of any version', 'installs what the lockfile does not pin: npm install --ignore-scripts', /npm ci --omit=optional.*/, 'npm install --ignore-scripts'],
  ['scripts of packages', 'lets packages run scripts', '--omit=dev --omit=optional --ignore-scripts', '--omit=dev --omit=optional'],
  ['a variable that nobody reads', 'sets SLOWKING_DATA, which nobody reads', 'SLOWKING_HOME=', 'SLOWKING_DATA='],
  ['a port that it does not say', 'does not expose 8091', 'EXPOSE 8091 ', 'EXPOSE '],
];

it('has no fault', () => {
  expect(imageFaults(parseDockerfile(dockerfile), dockerignore)).toEqual([]);
});

it('is built without what a checkout has lying about', () => {
  const out = ['.git/config', '.slowking/secret.key', 'node_modules/pg/package.json', '.env', 'dist/apps/api/src/main.js', 'deploy/local/keys.yaml'];
  expect(out.filter((path) => !isIgnored(path, dockerignore))).toEqual([]);
  expect(isIgnored('libs/adapters/prisma/generated/client.ts', dockerignore)).toBe(true);
  expect(isIgnored('libs/adapters/index.ts', dockerignore)).toBe(false);
});

describe('is refused with', () => {
  it.each(planted)('%s', (_name, fault, from, to) => {
    const changed = dockerfile.replace(from, to);
    expect(changed).not.toBe(dockerfile);
    expect(imageFaults(parseDockerfile(changed), dockerignore)).toEqual([fault]);
  });

  it('a .dockerignore that keeps out what is copied', () => {
    const tight = dockerignore.replace('!eventstore\n', '');
    expect(imageFaults(parseDockerfile(dockerfile), tight)).toEqual(['copies eventstore, which .dockerignore keeps out']);
  });

  it('a .dockerignore that keeps out one file of a folder, which the build reads', () => {
    const tight = `${dockerignore}prisma/*.config.ts\n`;
    expect(imageFaults(parseDockerfile(dockerfile), tight)).toEqual(['builds without prisma/prisma.config.ts']);
  });
});
