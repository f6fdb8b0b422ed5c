import '#node-version';
import { createEigen } from './create-eigen.js';
import { readSettings, SettingsError, type Settings } from './settings.js';

/** What sysexits.h calls EX_CONFIG. */
const BAD_SETTINGS = 78;
const STOP_WITHIN = 4_500;

await run().catch((error: unknown) => {
  console.error(`eigen: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(error instanceof SettingsError ? BAD_SETTINGS : 1);
});

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const eigen = await createEigen(settings);
  await eigen.listen(settings.port, settings.host);
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    eigen.close().then(() => process.exit(0), fail);
  };
  // 'disconnect': whoever started it over a channel is gone.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, stop);
  console.log(`ready: ${address(settings, eigen.getHttpServer().address())}`);
}

function address({ host }: Settings, bound: unknown): string {
  const { port } = bound as { port: number };
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function fail(error: unknown): void {
  console.error(`eigen: did not stop in order: ${String(error)}`);
  process.exit(1);
}
