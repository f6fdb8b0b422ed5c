/** Waits for a fact, with a deadline. */
export async function eventually(fact: () => boolean, what: string, deadline = 20_000): Promise<void> {
  for (const end = Date.now() + deadline; !fact();) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}
