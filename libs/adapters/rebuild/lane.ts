/** Works off what it is given, in order, while others go on; whoever gives more than it can hold has to wait. */
export class Lane<Item> {
  private waiting: Item[] = [];
  private running: Promise<void> | undefined;
  private fault: { readonly cause: unknown } | undefined;

  constructor(
    private readonly work: (items: readonly Item[]) => Promise<void>,
    private readonly most: number,
  ) {}

  /** Returns once there is room for more. Throws what the work threw. */
  async put(items: readonly Item[]): Promise<void> {
    this.assertSound();
    for (const item of items) this.waiting.push(item);
    if (items.length > 0) this.running ??= this.run();
    while (this.waiting.length >= this.most && !this.fault) await this.running;
    this.assertSound();
  }

  /** Returns once all of it is worked off. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
    this.assertSound();
  }

  private assertSound(): void {
    if (this.fault) throw this.fault.cause;
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.length > 0 && !this.fault) {
        const items = this.waiting;
        this.waiting = [];
        await this.work(items);
      }
    } catch (cause) {
      this.fault = { cause };
    } finally {
      this.running = undefined;
    }
  }
}
