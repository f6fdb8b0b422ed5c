/** Milliseconds that a part may take to answer. */
export const PATIENCE = 2000;

/** An answer, if it comes in time; throws where it does not. */
export function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds).unref();
  });
  return Promise.race([answer, late]);
}
