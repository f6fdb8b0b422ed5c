const FIRST_SECONDS = 0.1;
const LONGEST_SECONDS = 5;

/** How long to wait after so many failed attempts: doubled each time up to a limit, less up to half of it by chance. */
export function backoffSeconds(failures: number, chance: number): number {
  const full = Math.min(FIRST_SECONDS * 2 ** (failures - 1), LONGEST_SECONDS);
  return full * (1 - chance / 2);
}
