import { join } from 'node:path';
import { migrate } from '#adapters/postgres';
import type { Settings } from '#adapters/settings';
import { Child, type ProgramSpec } from './child.js';
import { Home } from './home.js';
import { KeptPostgres } from './kept-postgres.js';
import { Logs, type LogPlace } from './logs.js';
import { settlePorts } from './ports.js';
import { appPrograms, eventStoreProgram, mailProgram } from './programs.js';

/** Milliseconds that those that call others have to stop, and then those that keep the data: ten seconds are promised for all. */
const PATIENCE = { callers: 6_500, stores: 2_500 };

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations');

/** Everything that runs, and where. */
export interface Stack {
  readonly settings: Settings;
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts what is not set to run elsewhere, each part in a process of its own, and keeps it running. */
export async function startStack(wanted: Settings, logs: LogPlace, tell: (news: string) => void): Promise<Stack> {
  const home = new Home(wanted.home);
  await home.claim();
  const parts = new Parts(home, new Logs(join(wanted.home, 'logs'), logs, tell), tell);
  try {
    const settings = await settlePorts(wanted);
    return { settings, addresses: await parts.start(settings), stop: () => parts.stop() };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

class Parts {
  private readonly children: Child[] = [];
  private postgres: KeptPostgres | undefined;

  constructor(
    private readonly home: Home,
    private readonly logs: Logs,
    private readonly tell: (news: string) => void,
  ) {}

  async start(settings: Settings): Promise<Readonly<Record<string, string>>> {
    const log = (name: string) => this.logs.of(name);
    const [eventStoreUrl, databaseUrl, mailUrl] = await Promise.all([
      settings.eventStoreUrl ?? this.launch(eventStoreProgram(settings, log)),
      this.database(settings),
      settings.smtpUrl === undefined ? this.launch(mailProgram(settings, log)) : undefined,
    ]);
    const smtpUrl = settings.smtpUrl ?? `smtp://127.0.0.1:${settings.ports.smtp}`;
    const programs = appPrograms(settings, { eventStoreUrl, databaseUrl, smtpUrl }, log);
    const [api, , eigen] = await Promise.all(programs.map((program) => this.launch(program)));
    return { ready: api!, platform: eigen!, 'event store': eventStoreUrl, ...(mailUrl && { mail: mailUrl }) };
  }

  /** First those that call others, last those that keep the data. */
  async stop(): Promise<void> {
    const isStore = ({ name }: Child) => name === 'eventstore' || name === 'mail';
    await Promise.all(this.children.filter((child) => !isStore(child)).map((child) => child.stop(PATIENCE.callers)));
    await Promise.all([...this.children.filter(isStore).map((child) => child.stop(PATIENCE.stores)), this.postgres?.stop()]);
    this.logs.close();
    this.home.release();
  }

  private async database(settings: Settings): Promise<string> {
    const url = settings.databaseUrl ?? (await this.embedded(settings));
    await migrate(url, MIGRATIONS);
    return url;
  }

  private async embedded(settings: Settings): Promise<string> {
    this.postgres = await KeptPostgres.start(join(settings.home, 'postgres'), settings.ports.postgres, this.tell);
    return this.postgres.url;
  }

  private launch(program: ProgramSpec): Promise<string> {
    const child = new Child(program, ({ name }, news) => {
      this.home.remember(this.children.flatMap(({ pid }) => pid ?? []));
      if (news === 'ready') return;
      this.logs.look();
      this.tell(`${name} ${news}; it is started again`);
    });
    this.children.push(child);
    return child.start();
  }
}
