import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = resolve('dist/apps/cli/src/main.js');
const DEADLINE = 300_000;

/** What a command came to. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line as a user has it, against one API. */
export class Slowking {
  constructor(private readonly api: string) {}

  async run(words: readonly string[], { input = '', environment = {} as NodeJS.ProcessEnv } = {}): Promise<Said> {
    const { SLOWKING_PASSWORD: _, SLOWKING_API_KEY: __, ...inherited } = process.env;
    const env = { ...inherited, SLOWKING_API: this.api, ...environment };
    const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: 'pipe', timeout: DEADLINE, killSignal: 'SIGKILL' });
    child.stdin.on('error', () => undefined).end(input);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: code as number | null, out, err };
  }

  /** The one document that a command answers with. Throws where it failed. */
  async json<Answer>(...words: readonly string[]): Promise<Answer> {
    const { code, out, err } = await this.run([...words, '--json']);
    if (code !== 0) throw new Error(`slowking ${words.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as Answer;
  }
}
