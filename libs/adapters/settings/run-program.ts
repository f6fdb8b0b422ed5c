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

/**
 * Starts a program, says `ready: <where>` on stdout, and stops it on SIGINT, SIGTERM, or when the process that
 * started it is gone. What goes wrong is told in one line on stderr.
 */
export async function runProgram(start: () => Promise<Program>, stopDeadline = STOP_DEADLINE): Promise<void> {
  try {
    const { ready, stop } = await start();
    stopWhenAsked(stop, stopDeadline);
    console.log(`ready: ${ready}`);
    giveBackStartUp();
  } catch (error) {
    fail(error);
  }
}

function stopWhenAsked(stop: () => Promise<void>, deadline: number): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => fail(new Error(`It did not stop within ${deadline} ms.`)), deadline).unref();
    stop().then(() => process.exit(0), fail);
  };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, end);
}

function fail(error: unknown): never {
  const isOurs = !(error instanceof BadSettings);
  console.error(JSON.stringify({ level: 'fatal', message: error instanceof Error ? error.message : String(error) }));
  if (isOurs && error instanceof Error && error.stack) console.error(JSON.stringify({ stack: error.stack }));
  process.exit(isOurs ? SOFTWARE : BAD_CONFIGURATION);
}
