import { open } from 'node:fs/promises';
import { join } from 'node:path';

const WRITES = 60;
const BLOCK = Buffer.alloc(4096, 1);

/** The disk that everything lies on. */
export class Disk {
  private total = 0;
  private writes = 0;
  /** The last mean, in milliseconds. */
  latest = 0;

  constructor(private readonly folder: string) {}

  /** Milliseconds that a write of 4 KiB takes to be durable: the mean of some. */
  async fdatasync(): Promise<number> {
    const file = await open(join(this.folder, 'fdatasync'), 'w');
    try {
      const began = performance.now();
      for (let write = 0; write < WRITES; write += 1) {
        await file.write(BLOCK);
        await file.datasync();
      }
      const took = performance.now() - began;
      this.total += took;
      this.writes += WRITES;
      return (this.latest = took / WRITES);
    } finally {
      await file.close();
    }
  }

  /** Of all so far; 0 before the first. */
  get mean(): number {
    return this.writes > 0 ? this.total / this.writes : 0;
  }
}
