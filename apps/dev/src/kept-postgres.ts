import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#adapters/postgres';

/** Milliseconds between looks whether it still runs. */
const LOOK = 1000;

/** The embedded Postgres, started again at the same port whenever it dies. */
export class KeptPostgres {
  private readonly stopping = new AbortController();
  private readonly watch: Promise<void>;

  private constructor(
    private server: EmbeddedPostgres,
    private readonly folder: string,
    private readonly port: number,
    private readonly tell: (news: string) => void,
  ) {
    this.watch = this.keep();
  }

  static async start(folder: string, port: number, tell: (news: string) => void): Promise<KeptPostgres> {
    return new KeptPostgres(await startEmbeddedPostgres(folder, { port }), folder, port, tell);
  }

  /** Holds the password. */
  get url(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watch;
    await this.server.stop();
  }

  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(LOOK, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted && !isRunning(this.server.pid)) await this.revive();
    }
  }

  private async revive(): Promise<void> {
    this.tell('postgres ended; it is started again');
    try {
      this.server = await startEmbeddedPostgres(this.folder, { port: this.port });
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error));
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
