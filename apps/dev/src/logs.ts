import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds between looks at what was logged. */
const LOOK = 500;
const NEWLINE = 10;
/** Bytes. A log that is larger at a start is put aside, in place of the one before it. */
const LARGEST = 10 * 1024 * 1024;

/** Where the parts log to: our own stderr, or a file each. */
export type LogPlace = 'files' | 'stderr';

interface LogFile {
  readonly name: string;
  readonly descriptor: number;
  position: number;
}

/** The log of each part. What goes wrong is told as well where people do not see the log itself. */
export class Logs {
  private readonly files: LogFile[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly folder: string,
    private readonly place: LogPlace,
    private readonly tell: (news: string) => void,
  ) {
    this.timer = setInterval(() => this.look(), LOOK).unref();
  }

  /** For a part to write to by itself, so that its log does not end with us. */
  of(name: string): number | 'inherit' {
    if (this.place === 'stderr') return 'inherit';
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, `${name}.log`);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) renameSync(path, `${path}.1`);
    const descriptor = openSync(path, 'a+');
    this.files.push({ name, descriptor, position: fstatSync(descriptor).size });
    return descriptor;
  }

  /** Tells what has gone wrong since it looked last. */
  look(): void {
    for (const file of this.files) {
      for (const line of newLines(file)) {
        const wrong = wrongIn(line);
        if (wrong !== undefined) this.tell(`${file.name}: ${wrong.replace(/\p{Cc}/gu, ' ')}`);
      }
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.look();
    for (const { descriptor } of this.files.splice(0)) closeSync(descriptor);
  }
}

/** Only whole ones; what of the last is not there yet is read next time. */
function newLines(file: LogFile): readonly string[] {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(file.descriptor).size - file.position));
  const read = bytes.subarray(0, readSync(file.descriptor, bytes, 0, bytes.length, file.position));
  const whole = read.subarray(0, read.lastIndexOf(NEWLINE) + 1);
  file.position += whole.length;
  return String(whole).split('\n').filter(Boolean);
}

/** Parts log in JSON: what is none comes from Node.js itself, or from a part that could not even begin. */
function wrongIn(line: string): string | undefined {
  try {
    const { level, message } = JSON.parse(line) as { readonly level?: unknown; readonly message?: unknown };
    if (level !== 'error' && level !== 'fatal') return undefined;
    return typeof message === 'string' ? message : JSON.stringify(message);
  } catch {
    return line;
  }
}
