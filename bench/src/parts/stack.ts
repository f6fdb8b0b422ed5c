import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '#adapters/postgres';
import { EVENTSTORE_FLAGS } from '../../../apps/dev/src/frugal.js';
import { atEnd } from './endings.js';
import { Program, type ProgramSpec } from './program.js';

/** Where the programs are. */
export const API = 'apps/api/src/main.js';
export const WORKER = 'apps/worker/src/main.js';
const EMPTY_API = 'bench/src/programs/empty-api.main.js';
const NOWHERE = 'smtp://127.0.0.1:9';
const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations');

/** The log's node in a process of its own, with fsync as always. */
export const startNode = (folder: string): Promise<Program> =>
  Program.start({
    script: 'eventstore/src/main.js',
    flags: EVENTSTORE_FLAGS,
    arguments: ['--data', join(folder, 'eventstore'), '--port', '0'],
    log: join(folder, 'eventstore.log'),
  });

/** A log and a database, and the programs that stand on them: the very ones that `npm start` runs. */
export class Stack {
  private readonly programs: Program[] = [];

  private constructor(
    readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly node: Program,
    private readonly forgetPostgres: () => void,
  ) {}

  static async start(folder: string): Promise<Stack> {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    // Nobody but us ends it: it has a session of its own.
    const forget = atEnd(async () => (await starting).stop());
    const starting = startEmbeddedPostgres(join(folder, 'postgres'));
    const postgres = await starting;
    await migrate(postgres.url, MIGRATIONS);
    return new Stack(folder, postgres, await startNode(folder), forget);
  }

  get eventStoreUrl(): string {
    return this.node.ready;
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get reports(): string {
    return join(this.folder, 'reports');
  }

  /** One that stands on both. Mails go nowhere, unless its environment says otherwise. */
  async launch(script: string, { environment: more }: Pick<ProgramSpec, 'environment'> = {}): Promise<Program> {
    const name = script.replaceAll(/[^a-z]+/g, '-');
    const environment = {
      EVENTSTORE_URL: this.eventStoreUrl,
      DATABASE_URL: this.databaseUrl,
      SMTP_URL: NOWHERE,
      SLOWKING_HOME: this.folder,
      SLOWKING_REPORTS: this.reports,
      SLOWKING_API_PORT: '0',
      ...more,
    };
    const program = await Program.start({ script, environment, log: join(this.folder, `${name}.log`) });
    this.programs.push(program);
    return program;
  }

  /** The API as it is, and the same one with a handler that does nothing. */
  async apis(): Promise<{ api: Program; empty: Program }> {
    return { api: await this.launch(API), empty: await this.launch(EMPTY_API) };
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    await this.node.stop();
    await this.postgres.stop();
    this.forgetPostgres();
  }
}

/** Starts a stack, works with it, and stops it whatever comes of it. */
export async function withStack<Result>(folder: string, work: (stack: Stack) => Promise<Result>): Promise<Result> {
  const stack = await Stack.start(folder);
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}
