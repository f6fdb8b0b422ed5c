import { giveBackStartUp } from './give-back.js';
import { BadSettings } from './settings.js';

/** Exit codes as in sysexits.h: the configuration is wrong; something of ours is. */
const BAD_CONFIGURATION = 78;
const SOFTWARE = 70;
/** Milliseconds that an orderly end may take: what runs many programs has ten seconds for all of them, one after the other. */
const STOP_DEADLINE = 6_000;

/** A program that serves. */
export interface Program {
  /** Where, for whoever waits for it. */
  readonly ready: string;
  stop(): Promise<void>;
}

interface Ways {
  readonly stopDeadline?: number;
  /** How what went wrong is told. */
  readonly complain?: (error: unknown) => void;
}

/**
 * Starts a program, says `ready: <where>` on stdout, and stops it on SIGINT, SIGTERM, or when the process that
 * started it is gone. What goes wrong is told in one line on stderr, unless in another way.
 */
export async function runProgram(start: () => Promise<Program>, { stopDeadline = STOP_DEADLINE, complain = log }: Ways = {}): Promise<void> {
  const fail = (error: unknown): never => {
    complain(error);
    process.exit(error instanceof BadSettings ? BAD_CONFIGURATION : SOFTWARE);
  };
  try {
    const { ready, stop } = await start();
    stopWhenAsked(stop, stopDeadline, fail);
    console.log(`ready: ${ready}`);
    giveBackStartUp();
  } catch (error) {
    fail(error);
  }
}

function stopWhenAsked(stop: () => Promise<void>, deadline: number, fail: (error: unknown) => never): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => fail(new Error(`It did not stop within ${deadline} ms.`)), deadline).unref();
    stop().then(() => process.exit(0), fail);
  };
  // Again and again: npm passes on what the terminal has told us already, and a signal that nobody listens to ends at once.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, end);
}

function log(error: unknown): void {
  console.error(JSON.stringify({ level: 'fatal', message: error instanceof Error ? error.message : String(error) }));
  if (!(error instanceof BadSettings) && error instanceof Error && error.stack) console.error(JSON.stringify({ stack: error.stack }));
}
