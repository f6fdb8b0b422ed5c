import { Logger } from '@nestjs/common';

/** Milliseconds. */
const PAUSE = 5_000;

/** Says what goes wrong every second once in a while, and how often it was left unsaid. */
export class SparingLog {
  private readonly logger: Logger;
  private saidAt = Number.NEGATIVE_INFINITY;
  private unsaid = 0;

  constructor(context: string) {
    this.logger = new Logger(context);
  }

  warn(message: string): void {
    if (performance.now() - this.saidAt < PAUSE) {
      this.unsaid += 1;
      return;
    }
    this.logger.warn(this.unsaid === 0 ? message : `${message} (and ${this.unsaid} more like it)`);
    [this.saidAt, this.unsaid] = [performance.now(), 0];
  }
}
