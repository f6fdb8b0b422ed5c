/** No answer came in time. */
export class Silence extends Error {
  override readonly name = 'Silence';

  constructor(ms: number) {
    super(`The event store has not answered for ${Math.round(ms)} ms.`);
  }
}

/** What `promise` comes to, or Silence when that takes longer than `ms`. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    // After a busy spell of our own, an answer that has long arrived is read first.
    timer = setTimeout(() => setImmediate(() => reject(new Silence(ms))), ms);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
