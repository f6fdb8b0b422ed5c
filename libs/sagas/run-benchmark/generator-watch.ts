import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { GeneratorLoad } from '#domain';

/** Milliseconds between looks at the event loop; what a look adds by itself is taken off. */
const RESOLUTION = 10;
const NANOS_PER_MICRO = 1000;

/** Watches how busy this process is, from now on. */
export class GeneratorWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  private readonly cpu = process.cpuUsage();
  private readonly since = performance.now();

  constructor() {
    this.delay.enable();
  }

  /** Up to now, in whole microseconds. Ends the watch. */
  stop(): GeneratorLoad {
    this.delay.disable();
    const { user, system } = process.cpuUsage(this.cpu);
    const elapsed = Math.max(1, (performance.now() - this.since) * 1000);
    return { delay_p99: late(this.delay.percentile(99)), delay_max: late(this.delay.max), cpu: Number(((user + system) / elapsed).toFixed(3)) };
  }
}

/** A timer of the resolution is on time when it comes after just that. Nothing seen: zero. */
const late = (nanos: number): number => Math.max(0, Math.round(nanos / NANOS_PER_MICRO) - RESOLUTION * 1000);
