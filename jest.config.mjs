import { availableParallelism } from 'node:os';
import './node-version.mjs';

/** Tests run as native ES modules, from TypeScript, through the same package.json "imports" as the build. */
const project = (displayName, suffix) => ({
  displayName,
  testMatch: [`<rootDir>/{apps,bench,eventstore,libs,test}/**/*.${suffix}.ts`],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  setupFiles: ['<rootDir>/test/support/properties.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': ['@swc/jest', { swcrc: false, jsc }] },
});

const jsc = {
  parser: { syntax: 'typescript', decorators: true },
  experimental: { keepImportAttributes: true },
  transform: { legacyDecorator: true, decoratorMetadata: true },
};

export default {
  // Suites wait more than they work: more of them than cores. In processes of their own, so that what one has left open cannot keep
  // the run from ending.
  maxWorkers: Math.max(4, Math.floor(availableParallelism() / 2)),
  workerIdleMemoryLimit: '1GB',
  // A process that holds nothing open takes longer than jest's half a second to end on a busy machine; one that does is still told of.
  workerGracefulExitTimeout: 10_000,
  // A wait has its own deadline where it is made; this one only ends what hangs, on a machine however busy.
  testTimeout: 600_000,
  projects: [project('unit', 'spec'), project('int', 'int-spec'), project('e2e', 'e2e-spec')],
};
