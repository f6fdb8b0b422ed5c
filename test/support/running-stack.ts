import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** As npm names it: from the folder that it runs in. */
const PROGRAM = 'dist/apps/dev/src/main.js';
const READY_DEADLINE = 180_000;
const PARTS = ['api', 'worker', 'eigen', 'eventstore', 'mail', 'postgres'] as const;

/** A part of the stack that runs in a process of its own. */
export type Part = (typeof PARTS)[number];

/** `npm start` on free ports in a folder of its own. */
export class RunningStack {
  private constructor(
    readonly home: string,
    private readonly child: ChildProcess,
    private readonly addresses: ReadonlyMap<string, string>,
    private readonly log: () => string,
  ) {}

  /** `documents`: what lies in the artifacts directory, by path. `flags`: none for what people see, who are not shown the log. */
  static async start({
    home,
    documents = {},
    environment = {},
    flags = ['--logs'],
  }: {
    home?: string;
    documents?: Readonly<Record<string, string>>;
    environment?: Readonly<Record<string, string>>;
    flags?: readonly string[];
  }): Promise<RunningStack> {
    const folder = home ?? (await openFolder());
    for (const [path, content] of Object.entries(documents)) {
      await mkdir(dirname(join(folder, 'artifacts', path)), { recursive: true });
      await writeFile(join(folder, 'artifacts', path), content);
    }
    const free = ['API', 'EIGEN', 'EVENTSTORE', 'POSTGRES', 'SMTP', 'MAIL'].map((part) => [`SLOWKING_${part}_PORT`, '0']);
    const child = spawn(process.execPath, [PROGRAM, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...Object.fromEntries(free),
        SLOWKING_HOME: join(folder, 'home'),
        SLOWKING_ARTIFACTS: join(folder, 'artifacts'),
        EIGEN_SERVICE: 'constant:0.02',
        ...environment,
      },
    });
    const log: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => log.push(String(chunk)));
    const addresses = await untilReady(child, () => log.join(''));
    return new RunningStack(folder, child, addresses, () => log.join(''));
  }

  get api(): string {
    return this.address('ready');
  }

  get platform(): string {
    return this.address('platform');
  }

  /** What people are told to do next. */
  get next(): string {
    return this.address('next');
  }

  get mail(): string {
    return this.address('mail');
  }

  get eventStore(): string {
    return this.address('event store');
  }

  /** Everything that was said on stderr so far: what all parts have logged, where that is shown. */
  get logged(): string {
    return this.log();
  }

  /** The process of a part, as it is now. */
  async pidOf(part: Part): Promise<number> {
    if (part === 'postgres') return this.postgresPid();
    const pids = JSON.parse(await readFile(join(this.home, 'home/children.json'), 'utf8')) as number[];
    for (const pid of pids) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const script = part === 'eventstore' ? 'eventstore/src/main.js' : part === 'mail' ? 'dev/src/mail.js' : `apps/${part}/src/main.js`;
      if (command.includes(script)) return pid;
    }
    throw new Error(`${part} does not run.`);
  }

  /** The processes of all parts. */
  async pids(): Promise<readonly number[]> {
    return Promise.all(PARTS.map((part) => this.pidOf(part)));
  }

  /** As a crash would: without a word. */
  async crash(part: Part): Promise<void> {
    process.kill(await this.pidOf(part), 'SIGKILL');
  }

  /** Ends everything, and takes the folder away. A part that was cut off writes for as long as it takes to notice. */
  async discard(): Promise<void> {
    await this.stop();
    await rm(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }

  /** As kill -9 of `npm start` would: its parts are on their own. */
  async abandon(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  /** As Ctrl-C in a terminal, where npm hears it, too, and passes it on: a second time, while all is being stopped. */
  async interrupt(): Promise<number | null> {
    const exit = once(this.child, 'exit');
    const stopping = once(this.child.stdout!, 'data');
    this.child.kill('SIGINT');
    await stopping;
    this.child.kill('SIGINT');
    const [code] = (await exit) as [number | null];
    return code;
  }

  /** In good order; answers the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = (await exit) as [number | null];
    return code;
  }

  private address(name: string): string {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`${name} was not announced.`);
    return address;
  }

  private async postgresPid(): Promise<number> {
    const folder = join(this.home, 'home/postgres');
    for (const data of [join(folder, 'data'), join(folder, 'elsewhere/data')]) {
      const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
      if (text) return Number(text.split('\n')[0]);
    }
    throw new Error('postgres does not run.');
  }
}

/** One that PostgreSQL's own user may pass, when we are root. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slowking-e2e-'));
  await chmod(folder, 0o711);
  return folder;
}

async function untilReady(child: ChildProcess, log: () => string): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  const ready = new Promise<void>((done) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const [name, address] = line.split(/: (.*)/s);
      addresses.set(name!, address ?? '');
      if (name === 'ready') done();
    });
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The stack ended with ${String(code)}: ${log()}`);
  });
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`The stack was not ready in time: ${log()}`)), READY_DEADLINE).unref();
  });
  await Promise.race([ready, ended, late]);
  return addresses;
}
