import { ConsoleLogger, type LogLevel } from '@nestjs/common';

type Print = Parameters<ConsoleLogger['printMessages']>;

/** Logs JSON lines, all of them on stderr: stdout is people's. */
export class StderrLogger extends ConsoleLogger {
  constructor(logLevels: LogLevel[]) {
    super({ json: true, logLevels });
  }

  protected override printMessages(...[messages, context, level, , stack, params]: Print): void {
    super.printMessages(messages, context, level, 'stderr', stack, params);
  }
}
