import fc from 'fast-check';

/**
 * A property that has once found a fault is to find it again: a submission is judged by one seed, so that it passes or
 * fails for what it changed. On our own machines every run has another seed, which a failure prints.
 */
const { CI, SLOWKING_TEST_SEED: seed = CI ? '20250101' : undefined, SLOWKING_TEST_RUNS: numRuns } = process.env;

fc.configureGlobal({ ...(seed && { seed: Number(seed) }), ...(numRuns && { numRuns: Number(numRuns) }) });
