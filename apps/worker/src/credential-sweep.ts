import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Credentials } from '#ports';

const HOUR = 60 * 60 * 1000;
/** No benchmark may run for longer than seven. */
const DAYS = 8;

/** Forgets logins that no benchmark was made for, or whose end was never heard of. */
@Injectable()
export class CredentialSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Credentials');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly credentials: Credentials) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), HOUR);
    void this.sweep();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      const forgotten = await this.credentials.forgetOlderThan(DAYS);
      if (forgotten > 0) this.logger.warn(`Forgot ${forgotten} logins that were left behind.`);
    } catch (error) {
      this.logger.warn(`Logins that were left behind are looked for again in an hour: ${String(error)}`);
    }
  }
}
