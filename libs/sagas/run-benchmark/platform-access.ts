import { Injectable } from '@nestjs/common';
import { Credentials, Platform, PlatformRefused, type PlatformSession } from '#ports';

/** Opens the platform with the login that was given for a benchmark. */
@Injectable()
export class PlatformAccess {
  constructor(
    private readonly platform: Platform,
    private readonly credentials: Credentials,
  ) {}

  /** Logs in, works, and closes the session whatever comes of it. */
  async use<Result>(benchmarkId: string, url: string, work: (session: PlatformSession) => Promise<Result>) {
    const login = await this.credentials.find(benchmarkId);
    if (!login) throw new PlatformRefused('The login for the platform is not kept any more.');
    const session = await this.platform.open(url, login);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
}
