import { randomUUID } from 'node:crypto';

/** Who is logged in, and until when. */
export class Sessions {
  private readonly expiry = new Map<string, number>();

  constructor(
    readonly seconds: number,
    private readonly now: () => number = () => performance.now() / 1_000,
  ) {}

  open(): string {
    this.forgetExpired();
    const token = randomUUID();
    this.expiry.set(token, this.now() + this.seconds);
    return token;
  }

  holds(token: string): boolean {
    return this.now() < (this.expiry.get(token) ?? -Infinity);
  }

  expire(token: string): void {
    this.expiry.delete(token);
  }

  /** All live equally long, so the oldest expire first. */
  private forgetExpired(): void {
    for (const token of this.expiry.keys()) {
      if (this.holds(token)) return;
      this.expiry.delete(token);
    }
  }
}
