import { ConsoleLogger, type LogLevel } from '@nestjs/common';

const LEVELS: readonly LogLevel[] = ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'];

type Print = Parameters<ConsoleLogger['printMessages']>;

/** Logs JSON lines from a level up, all of them on stderr: stdout belongs to people. */
export class StderrLogger extends ConsoleLogger {
  constructor(level: string) {
    const from = LEVELS.findIndex((name) => name === (level === 'info' ? 'log' : level));
    super({ json: true, colors: false, logLevels: LEVELS.slice(from) });
  }

  protected override printMessages(...[messages, context, level, , stack, params]: Print): void {
    super.printMessages(messages, context, level, 'stderr', stack, params);
  }
}
