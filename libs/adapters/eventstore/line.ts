import type { AppendCall } from './append-call.js';
import type { Client } from './client.js';

/** One client, its call for appends, and the count of those who use it. */
export class Line {
  private users = 0;
  private isRetired = false;
  private appends: Promise<AppendCall> | undefined;
  private hangingUp: Promise<void> | undefined;
  private nowIdle: () => void = () => undefined;
  /** Settles once it is retired and everybody has left. */
  readonly idle = new Promise<void>((resolve) => void (this.nowIdle = resolve));

  constructor(readonly client: Client) {}

  enter(): void {
    this.users += 1;
  }

  leave(): void {
    this.users -= 1;
    this.closeWhenIdle();
  }

  /** Nobody enters any more; the last one out closes the door. */
  retire(): void {
    this.isRetired = true;
    this.closeWhenIdle();
  }

  /** The call for appends; a new one when the last is over. */
  async appendCall(): Promise<AppendCall> {
    const known = this.appends;
    const call = await known?.catch(() => undefined);
    if (call && !call.isOver) return call;
    if (this.appends === known) this.appends = this.client.openAppendCall();
    return this.appends!;
  }

  /** Never rejects: the line may be dead, and there is nobody left whom that could concern. */
  hangUp(): Promise<void> {
    return (this.hangingUp ??= this.client.hangUp().catch(() => undefined));
  }

  private closeWhenIdle(): void {
    if (!this.isRetired || this.users > 0) return;
    void this.hangUp();
    this.nowIdle();
  }
}
