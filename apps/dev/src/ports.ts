import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '#adapters/postgres';
import { BadSettings, type Settings } from '#adapters/settings';

const VARIABLES: Readonly<Record<keyof Settings['ports'], string>> = {
  api: 'SLOWKING_API_PORT',
  eigen: 'SLOWKING_EIGEN_PORT',
  eventStore: 'SLOWKING_EVENTSTORE_PORT',
  postgres: 'SLOWKING_POSTGRES_PORT',
  smtp: 'SLOWKING_SMTP_PORT',
  mail: 'SLOWKING_MAIL_PORT',
};

/** A port for each part, so that a part that dies comes back at the same one. Throws BadSettings for one in use. */
export async function settlePorts(settings: Settings): Promise<Settings> {
  const ports = { ...settings.ports };
  for (const part of Object.keys(VARIABLES) as (keyof Settings['ports'])[]) {
    if (ports[part] === 0) ports[part] = await unused(Object.values(ports));
    else await assertFree(ports[part], VARIABLES[part]);
  }
  const publicUrl = settings.publicUrl.replace(/^http:\/\/127\.0\.0\.1:0$/, `http://127.0.0.1:${ports.api}`);
  return { ...settings, ports, publicUrl };
}

async function unused(taken: readonly number[]): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!taken.includes(port)) return port;
  }
}

async function assertFree(port: number, variable: string): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    throw new BadSettings(`Port ${port} is in use; set ${variable} to another one, or to 0 for any.`);
  }
  await new Promise((resolve) => server.close(resolve));
}
