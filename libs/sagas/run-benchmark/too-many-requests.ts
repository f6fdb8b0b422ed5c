import { MOST_REQUESTS } from '#domain';

/** So many requests are on their way that the platform, or this machine, must have stopped to keep up long ago. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';

  constructor(rate: number) {
    super(
      `${MOST_REQUESTS} requests are on their way and the next one is due: ` +
        `the platform does not acknowledge ${rate} requests a second. Ask for a lower rate.`,
    );
  }
}
