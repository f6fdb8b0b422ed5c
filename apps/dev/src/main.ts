import '#node-version';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BadSettings, readSettings, runProgram } from '#adapters/settings';
import { withSignalsHeld } from './held-signals.js';
import { startStack } from './stack.js';

/** Milliseconds until everything must have stopped. */
const STOP_DEADLINE = 9_800;
/** Where the command line looks for the API unless it is told. */
const USUAL_API = 'http://127.0.0.1:8091';

const isLogShown = process.argv.includes('--logs');

/** Where the log is shown, this is a line of it. */
const tell = (news: string) => console.error(isLogShown ? JSON.stringify({ level: 'warn', context: 'Stack', message: news }) : news);

/** For people; the log has more of it. */
const complain = (error: unknown) => console.error(`error: ${error instanceof Error ? error.message : String(error)}`);

await runProgram(() => withSignalsHeld(start), { stopDeadline: STOP_DEADLINE, ...(!isLogShown && { complain }) });

async function start() {
  assertUsage(process.argv.slice(2));
  const wanted = readSettings(process.env);
  console.log(`Starting everything in ${wanted.home}${isLogShown ? '' : `, logs in ${join(wanted.home, 'logs')}`} …`);
  const { settings, addresses, stop } = await startStack(wanted, isLogShown ? 'stderr' : 'files', tell);
  const { ready, ...others } = addresses;
  for (const [part, address] of Object.entries(others)) console.log(`${part}: ${address}`);
  console.log(`api docs: ${ready}/docs`);
  console.log(`data: ${settings.home}`);
  console.log(`next: in another terminal, ${firstRun(ready!, addresses['platform']!)}`);
  return { ready: ready!, stop: () => (console.log('Stopping …'), stop()) };
}

function assertUsage(words: readonly string[]): void {
  try {
    parseArgs({ args: [...words], options: { logs: { type: 'boolean' } } });
  } catch (error) {
    throw new BadSettings(`${(error as Error).message} There is one option: \`npm start -- --logs\` shows the logs, in place of files.`);
  }
}

/** A first benchmark, of the mock platform. */
function firstRun(api: string, platform: string): string {
  const elsewhere = api === USUAL_API ? '' : `--api ${api} `;
  const run = `start --name first --target ${platform} --username me --wait`;
  return `SLOWKING_PASSWORD=anything npm run --silent slowking -- ${elsewhere}${run}`;
}
