/** What is wrong with a clock. */
export interface ClockFault {
  /** How far ahead of the machine's it is. */
  readonly offsetSeconds: number;
  /** How much faster it runs, in parts per million, from when it was set. */
  readonly driftPpm: number;
}

/** A larger difference from the machine's clock means that this was set, or that the machine slept. */
const STEP_MILLISECONDS = 50;

/** The one clock the platform knows; all its times are read from it, in whole microseconds since 1970. */
export class PlatformClock {
  private origin: number;

  constructor(
    private fault: ClockFault,
    private readonly wall: () => number = wallMicroseconds(),
  ) {
    this.origin = wall();
  }

  get current(): ClockFault {
    return this.fault;
  }

  /** From now on it is wrong in this way, and drifts anew. */
  set(fault: ClockFault): void {
    this.fault = fault;
    this.origin = this.wall();
  }

  micros(): number {
    const now = this.wall();
    const drift = ((now - this.origin) * this.fault.driftPpm) / 1e6;
    return Math.round(now + this.fault.offsetSeconds * 1e6 + drift);
  }
}

/** Seconds with six decimals, as the platform writes times. */
export const seconds = (micros: number): number => micros / 1e6;

/** The machine's time, finer than Date.now() has it. */
function wallMicroseconds(): () => number {
  let anchor = performance.timeOrigin;
  return () => {
    const elapsed = performance.now();
    if (Math.abs(Date.now() - anchor - elapsed) > STEP_MILLISECONDS) anchor = Date.now() - elapsed;
    return (anchor + elapsed) * 1_000;
  };
}
