const { SLOWKING_TEST_RUNS } = process.env;

/** How often something slow is tried; a failure prints its seed and is not made smaller. `npm run test:chaos` tries more. */
export const rounds = (few: number): { readonly numRuns: number; readonly endOnFailure: true } =>
  ({ numRuns: SLOWKING_TEST_RUNS === undefined ? few : Number(SLOWKING_TEST_RUNS), endOnFailure: true });
