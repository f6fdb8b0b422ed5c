/** Work that nobody waits for until the end; what fails after that is of no interest. */
export class Background {
  private readonly working = new Set<Promise<void>>();
  private ended = false;

  constructor(private readonly onError: (error: unknown) => void) {}

  add(work: Promise<unknown>): void {
    const added: Promise<void> = work
      .then(() => undefined, (error: unknown) => this.ended || this.onError(error))
      .then(() => void this.working.delete(added));
    this.working.add(added);
  }

  /** Resolves once all of it is done. */
  async end(): Promise<void> {
    this.ended = true;
    await Promise.all(this.working);
  }
}
