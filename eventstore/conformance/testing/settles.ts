/** Waits until asking gives just this; projections of other servers run some time behind. */
export async function settles(ask: () => Promise<unknown>, wanted: unknown): Promise<void> {
  let last = '';
  const isSo = async (): Promise<void> => {
    last = JSON.stringify(await ask().catch((error: Error) => error.message));
  };
  const expected = JSON.stringify(wanted);
  for (const end = Date.now() + 120_000; ; await new Promise((resolve) => void setTimeout(resolve, 20))) {
    await isSo();
    if (last === expected) return;
    if (Date.now() > end) throw new Error(`wanted ${expected}, and got ${last}`);
  }
}
