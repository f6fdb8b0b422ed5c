import type { EarlierRun } from '#domain';
import { Baselines, Credentials, EarlierRuns, Notifier, ReportFiles, RunningRuns, type Comparable, type Login, type Message, type RunningRun, type WrittenFile } from '#ports';
import { sha256Of } from './memory-artifacts.js';

/** Logins in plain sight. */
export class MemoryCredentials extends Credentials {
  readonly logins = new Map<string, Login>();

  async keep(benchmarkId: string, login: Login): Promise<void> {
    this.logins.set(benchmarkId, login);
  }

  async find(benchmarkId: string): Promise<Login | undefined> {
    return this.logins.get(benchmarkId);
  }

  async forget(benchmarkId: string): Promise<void> {
    this.logins.delete(benchmarkId);
  }

  async forgetOlderThan(): Promise<number> {
    return 0;
  }
}

/** Knows of one run that passed. */
export class MemoryBaselines extends Baselines {
  passed: string | undefined;
  readonly asked: Comparable[] = [];

  async lastPassing(of: Comparable): Promise<string | undefined> {
    this.asked.push(of);
    return this.passed;
  }

  async newest(): Promise<string | undefined> {
    return undefined;
  }
}

/** Knows of the runs that the test says. */
export class MemoryEarlierRuns extends EarlierRuns {
  runs: readonly EarlierRun[] = [];
  readonly asked: Comparable[] = [];

  async of(series: Comparable, limit: number): Promise<readonly EarlierRun[]> {
    this.asked.push(series);
    return this.runs.slice(-limit);
  }
}

/** Knows of the runs that the test says. */
export class MemoryRunningRuns extends RunningRuns {
  runs: readonly RunningRun[] = [];

  async at(): Promise<readonly RunningRun[]> {
    return this.runs;
  }
}

/** Keeps the mails that were sent; is as broken as the test says. */
export class Mailbox extends Notifier {
  readonly mails: Message[] = [];
  fault: Error | undefined;

  async send(message: Message): Promise<{ messageId: string }> {
    if (this.fault) throw this.fault;
    this.mails.push(message);
    return { messageId: `<${message.key}@test>` };
  }
}

/** Report files by name. */
export class MemoryReportFiles extends ReportFiles {
  readonly texts = new Map<string, string>();
  writes = 0;
  /** What a file is said to weigh, where that is not what it weighs. */
  weight: number | undefined;
  fault: Error | undefined;

  async write(file: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<WrittenFile> {
    if (this.fault) throw this.fault;
    let text = '';
    for await (const chunk of chunks) text += chunk;
    this.texts.set(file, text);
    this.writes += 1;
    return { file, bytes: this.weight ?? Buffer.byteLength(text), sha256: sha256Of(text) };
  }

  async read(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const text = this.texts.get(file);
    return text === undefined ? undefined : new Blob([text]).stream();
  }

  pathOf(file: string): string {
    return `/reports/${file}`;
  }
}
