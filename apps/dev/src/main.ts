import '#node-version';
import { readSettings, runProgram } from '#adapters/settings';
import { startStack } from './stack.js';

/** Milliseconds until everything must have stopped. */
const STOP_DEADLINE = 9_800;

const tell = (news: string) => console.error(JSON.stringify({ level: 'warn', context: 'Stack', message: news }));

await runProgram(async () => {
  const { settings, addresses, stop } = await startStack(readSettings(process.env), 'stderr', tell);
  const { ready, ...others } = addresses;
  for (const [part, address] of Object.entries(others)) console.log(`${part}: ${address}`);
  console.log(`api docs: ${ready}/docs`);
  console.log(`data: ${settings.home}`);
  return { ready: ready!, stop };
}, STOP_DEADLINE);
