/** Milliseconds without a sign of life, after which a connection counts as dead: three of the server's heartbeats. */
const SILENCE = 45_000;

/** A connection that is broken off when nothing comes any more. */
export class Line {
  private readonly silent = new AbortController();
  private readonly timer = setTimeout(() => this.silent.abort(), SILENCE);
  readonly signal: AbortSignal;

  constructor(
    private readonly onLife: () => void,
    abort?: AbortSignal,
  ) {
    this.signal = abort ? AbortSignal.any([abort, this.silent.signal]) : this.silent.signal;
  }

  /** Something came. */
  heard(): void {
    this.timer.refresh();
    this.onLife();
  }

  hangUp(): void {
    clearTimeout(this.timer);
    this.silent.abort();
  }
}
