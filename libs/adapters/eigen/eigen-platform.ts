import { Platform, PlatformRefused, type Clock, type Login, type PlatformSession } from '#ports';
import { LIMITS, type PlatformLimits } from './platform-limits.js';
import type { TargetPolicy } from './target-policy.js';

/** The Eigen Platform over HTTP. */
export class EigenPlatform extends Platform {
  private readonly limits: PlatformLimits;

  constructor(
    private readonly clock: Clock,
    private readonly targets: TargetPolicy,
    limits: Partial<PlatformLimits> = {},
  ) {
    super();
    this.limits = { ...LIMITS, ...limits };
  }

  async open(url: string, login: Login): Promise<PlatformSession> {
    const address = URL.parse(url);
    if (!address) throw new PlatformRefused('the address of the platform is none');
    this.targets.assertAllowed(address);
    // With the first platform: the API never opens one, and the worker is idle without it.
    const [{ EigenConnection }, { EigenSession }] = await Promise.all([import('./eigen-connection.js'), import('./eigen-session.js')]);
    const connection = new EigenConnection(address, this.targets, this.limits);
    const session = new EigenSession(connection, login, this.clock);
    try {
      await session.logIn();
      return session;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
}
