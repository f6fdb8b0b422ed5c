import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';

it.each([
  ['libs/eventsourcing/planted.ts', 'node:crypto', 'allowed'],
  ['libs/eventsourcing/planted.ts', 'node:fs', 'refused'],
  ['libs/eventsourcing/planted.ts', '#domain', 'refused'],
  ['libs/eventsourcing/planted.ts', '@nestjs/common', 'refused'],
  ['libs/measurement/planted.ts', '#eventsourcing', 'refused'],
  ['libs/measurement/planted.ts', 'node:os', 'refused'],
  ['libs/domain/planted.ts', '#eventsourcing', 'allowed'],
  ['libs/domain/planted.ts', '#measurement', 'allowed'],
  ['libs/domain/planted.ts', '@nestjs/common', 'refused'],
  ['libs/domain/planted.ts', 'node:crypto', 'refused'],
  ['libs/domain/planted.ts', '#ports', 'refused'],
  ['libs/domain/planted.ts', '../ports/index.js', 'refused'],
  ['libs/domain/a/planted.ts', '../../../apps/api/src/main.js', 'refused'],
  ['libs/ports/planted.ts', '#domain', 'allowed'],
  ['libs/ports/planted.ts', '#eventsourcing', 'refused'],
  ['libs/ports/planted.ts', '@nestjs/common', 'refused'],
  ['libs/reports/planted.ts', '#measurement', 'allowed'],
  ['libs/reports/planted.ts', '@prisma/client', 'refused'],
  ['libs/read-models/planted.ts', '#measurement', 'allowed'],
  ['libs/read-models/planted.ts', '@prisma/client', 'refused'],
  ['libs/read-models/planted.ts', '#ports', 'refused'],
  ['libs/commands/planted.ts', '@nestjs/cqrs', 'allowed'],
  ['libs/commands/planted.ts', '#adapters', 'refused'],
  ['libs/commands/planted.ts', '@grpc/grpc-js', 'refused'],
  ['libs/sagas/planted.ts', '#commands', 'allowed'],
  ['libs/sagas/planted.ts', '#reports', 'allowed'],
  ['libs/sagas/planted.ts', '#read-models', 'refused'],
  ['libs/sagas/planted.ts', 'pg-boss', 'refused'],
  ['libs/adapters/planted.ts', '#read-models', 'allowed'],
  ['libs/adapters/planted.ts', '#commands', 'refused'],
  ['libs/adapters/planted.ts', '#sagas', 'refused'],
  ['libs/adapters/planted.ts', '#eventstore', 'refused'],
  ['libs/adapters/planted.int-spec.ts', '#eventstore', 'allowed'],
  ['libs/adapters/planted.int-spec.ts', '#sagas', 'refused'],
  ['apps/api/src/planted.ts', '#adapters', 'allowed'],
  ['apps/api/src/planted.ts', '../../eigen/src/main.js', 'refused'],
  ['apps/api/src/planted.ts', '../../worker/src/main.js', 'refused'],
  ['apps/api/src/planted.ts', 'pg', 'refused'],
  ['apps/worker/src/planted.ts', '#sagas', 'allowed'],
  ['apps/worker/src/planted.ts', 'pg-boss', 'refused'],
  ['apps/dev/src/planted.ts', '../../api/src/main.js', 'refused'],
  ['apps/cli/src/planted.ts', '#eventsourcing', 'allowed'],
  ['apps/cli/src/planted.ts', '#domain', 'refused'],
  ['apps/eigen/src/planted.ts', '#domain', 'refused'],
  ['eventstore/src/planted.ts', '#eventsourcing', 'refused'],
  ['eventstore/src/planted.ts', '../../libs/domain/index.js', 'refused'],
])('%s importing %s is %s', (file, specifier, verdict) => {
  expect(lint(file, `import '${specifier}';\n`)).toBe(verdict);
});

it('refuses a circle', () => {
  const folder = plant({ 'libs/domain/a.ts': "import './b.js';\n", 'libs/domain/b.ts': "import './a.js';\n" });
  expect(oxlint(folder)).toBe('refused');
});

const lint = (file: string, source: string) => oxlint(plant({ [file]: source }));

function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  copyFileSync('.oxlintrc.json', join(folder, '.oxlintrc.json'));
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }
  return folder;
}

function oxlint(folder: string): string {
  const { status } = spawnSync(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), '.'], { cwd: folder });
  rmSync(folder, { recursive: true });
  return status === 0 ? 'allowed' : 'refused';
}
