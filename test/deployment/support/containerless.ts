import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { readCompose } from './compose-file.js';

const PATIENCE = 60_000;

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a container would have had at a place of its own. */
export interface Places {
  /** Variables that people may set for docker-compose.yml. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that name what only containers have: hosts, folders, ports. */
  readonly instead: Readonly<Record<string, string>>;
  /** In commands: folders in the container, and here. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Runs the services of our own image as docker-compose.yml has them, in processes instead of containers. */
export class Containerless {
  private readonly running: { child: ChildProcess; ended: Promise<Ended> }[] = [];

  constructor(private readonly places: Places) {}

  /** To its end. */
  async run(service: string): Promise<Ended> {
    return this.launch(service).ended;
  }

  /** Until it is ready; then answers where. */
  async serve(service: string): Promise<string> {
    const { child, ended } = this.launch(service);
    const ready = new Promise<string>((resolve) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (line.startsWith('ready: ')) resolve(line.slice('ready: '.length));
      });
    });
    const failed = ended.then(({ code, stderr }) => Promise.reject(new Error(`${service} ended (${code}): ${stderr}`)));
    const late = sleep(PATIENCE, undefined, { ref: false }).then(() => Promise.reject(new Error(`${service} is not ready`)));
    late.catch(() => undefined);
    failed.catch(() => undefined);
    return Promise.race([ready, failed, late]);
  }

  /** With the signal that containers are stopped by. Answers how each ended. */
  async stop(): Promise<readonly Ended[]> {
    for (const { child } of this.running) child.kill('SIGTERM');
    return Promise.all(this.running.splice(0).map(({ ended }) => ended));
  }

  private launch(name: string): { child: ChildProcess; ended: Promise<Ended> } {
    const { command = [], environment = {} } = readCompose(this.places.variables).services[name]!;
    const [runner, ...words] = command.map((word) => this.places.folders[word] ?? word);
    const instead = Object.entries(this.places.instead).filter(([variable]) => variable in environment || OF_IMAGE.includes(variable));
    const child = spawn(runner!, words, {
      env: { PATH: process.env['PATH'], ...environment, ...Object.fromEntries(instead) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = endOf(child);
    this.running.push({ child, ended });
    void ended.then(() => this.running.splice(this.running.findIndex((each) => each.child === child), 1));
    return { child, ended };
  }
}

/** Set by the image, or left to the default in a container of one's own. */
const OF_IMAGE = ['SLOWKING_HOME', 'SLOWKING_ARTIFACTS', 'SLOWKING_API_PORT', 'SLOWKING_EIGEN_PORT'];

async function endOf(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
