/** How what has been begun is ended, the newest last. */
const endings = new Set<() => Promise<unknown>>();
let isEnding = false;

/** Remembers how to end what is begun next, should the bench be told to stop; answers how to forget it. Throws when it has been told. */
export function atEnd(end: () => Promise<unknown>): () => void {
  if (isEnding) throw new Error('The bench has been told to stop.');
  endings.add(end);
  return () => void endings.delete(end);
}

/** Ends everything, what was begun last first, for it may stand on the rest. */
export async function endAll(): Promise<void> {
  isEnding = true;
  for (const end of [...endings].reverse()) await end().catch((error: unknown) => console.error(String(error)));
}
