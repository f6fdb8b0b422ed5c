const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Works, and lets itself be told to end only afterwards, by then by whoever listens. Were it ended while parts are starting, those
 * would be left behind that are not known yet.
 */
export async function withSignalsHeld<Result>(work: () => Promise<Result>): Promise<Result> {
  let told: NodeJS.Signals | undefined;
  const hold = (signal: NodeJS.Signals) => {
    if (told === undefined) console.log('Stopping, once everything has started …');
    told = signal;
  };
  for (const signal of SIGNALS) process.on(signal, hold);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, hold);
    if (told !== undefined) setImmediate((signal) => process.kill(process.pid, signal), told);
  }
}
