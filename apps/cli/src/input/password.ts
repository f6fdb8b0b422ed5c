import { EXIT, Failure } from '../failure.js';

/** Where a password may come from. */
export interface PasswordSources {
  readonly isOnStdin: boolean;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

const MOST = 10_000;

/** Never an argument: those are in the list of processes, for everybody to read, and in the shell's history. */
export async function passwordFrom({ isOnStdin, environment, stdin, stderr }: PasswordSources): Promise<string> {
  if (isOnStdin) return wanted(await firstLineOf(stdin), '--password-stdin was given, and nothing came on stdin.');
  const { SLOWKING_PASSWORD } = environment;
  if (SLOWKING_PASSWORD) return SLOWKING_PASSWORD;
  if (stdin.isTTY && stderr.isTTY) return wanted(await ask('Password for the target: ', stdin, stderr), 'No password was given.');
  throw new Failure(EXIT.usage, 'The password for the target is missing.', HOW);
}

/** What to do instead of `--password …`. */
export const HOW = 'Set SLOWKING_PASSWORD, or pipe it in: `pass show target | slowking start … --password-stdin`.';

function wanted(password: string, complaint: string): string {
  if (password === '') throw new Failure(EXIT.usage, complaint, HOW);
  return password;
}

async function firstLineOf(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stdin) {
    pieces.push(Buffer.from(piece));
    if ((size += piece.length) > MOST || pieces.at(-1)?.includes('\n')) break;
  }
  return Buffer.concat(pieces).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}

/** In raw mode nothing that is typed shows. */
async function ask(question: string, stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Promise<string> {
  stdin.setRawMode(true);
  try {
    stderr.write(question);
    return await typed(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

const [ENTER, LINE, END, INTERRUPT, CLEAR] = ['\r', '\n', '\u0004', '\u0003', '\u0015'];
const ERASE = ['\u007f', '\b'];

function typed(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text: string[] = [];
    const finish = (work: () => void) => {
      stdin.off('data', take);
      work();
    };
    const take = (piece: Buffer | string) => {
      for (const key of String(piece)) {
        if (key === INTERRUPT) return finish(() => reject(new Failure(EXIT.interrupted, 'Interrupted.')));
        if (key === ENTER || key === LINE || key === END) return finish(() => resolve(text.join('')));
        if (ERASE.includes(key)) text = text.slice(0, -1);
        else if (key === CLEAR) text = [];
        else text.push(key);
      }
    };
    stdin.setEncoding('utf8').on('data', take).resume();
  });
}
