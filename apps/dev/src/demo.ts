import '#node-version';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BadSettings, readSettings, type Settings } from '#adapters/settings';
import { DemoRun } from './demo-run.js';
import { withSignalsHeld } from './held-signals.js';
import { startStack } from './stack.js';

/** What is left behind when the demo is over: all else in its folder goes. */
const PASSING = ['eventstore', 'postgres', 'secret.key'];
/** As a shell tells it. */
const INTERRUPTED = 130;

/** Everything on free ports, in a folder of its own. */
function demoSettings(): Settings {
  const when = new Date().toISOString().replace(/[-:]|\..*/g, '');
  const home = resolve(process.env['SLOWKING_HOME'] ?? '.slowking', `demo-${when}-${process.pid}`);
  const free = ['API', 'EIGEN', 'EVENTSTORE', 'POSTGRES', 'SMTP', 'MAIL'].map((part) => [`SLOWKING_${part}_PORT`, '0']);
  const environment = { ...Object.fromEntries(free), SLOWKING_HOME: home, SLOWKING_ARTIFACTS: process.env['SLOWKING_ARTIFACTS'] };
  Object.assign(process.env, { EIGEN_SERVICE: 'lognormal:0.3,0.5', ...process.env });
  return readSettings(environment);
}

async function demo(): Promise<number> {
  const wanted = demoSettings();
  await mkdir(wanted.home, { recursive: true });
  const stack = await withSignalsHeld(() => {
    console.log(`Starting an event store, PostgreSQL, a mail server, a mock platform and slowking in ${wanted.home} …`);
    return startStack(wanted, 'files', (news) => console.error(news));
  });
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
  try {
    const run = new DemoRun(stack.addresses['ready']!, stack.addresses['platform']!, abort.signal);
    const isCompleted = await run.perform();
    await stack.stop();
    for (const folder of PASSING) await rm(join(wanted.home, folder), { recursive: true, force: true });
    console.log('next: `npm start` keeps all of it running; docs/getting-started.md leads on');
    console.log(`mail: ${join(wanted.home, 'mail')}`);
    const report = (format: string) => join(stack.settings.reports, run.reportFiles[format] ?? '');
    console.log(`html: ${report('html')}`);
    console.log(`report: ${report('csv')}`);
    return isCompleted ? 0 : 1;
  } catch (error) {
    await stack.stop();
    if (abort.signal.aborted) {
      console.error('Interrupted.');
      return INTERRUPTED;
    }
    console.error(`The logs of all parts are in ${join(wanted.home, 'logs')}.`);
    throw error;
  }
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof BadSettings ? 78 : 70);
  },
);
