/** Asks until it is so, with a deadline. */
export async function eventually(fact: () => boolean | Promise<boolean>, what = 'what was asked for', deadline = 120_000): Promise<void> {
  for (const end = Date.now() + deadline; !(await fact());) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}
