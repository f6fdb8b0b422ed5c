import type { After } from '../processing/work-queue.js';

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that moves only when it is told to, from one alarm to the next. */
export class VirtualTime {
  now = 0;
  private readonly alarms: Alarm[] = [];

  readonly after: After = (seconds, ring) => {
    const alarm = { at: this.now + seconds, ring };
    const later = this.alarms.findIndex(({ at }) => at > alarm.at);
    this.alarms.splice(later === -1 ? this.alarms.length : later, 0, alarm);
    return () => {
      const index = this.alarms.indexOf(alarm);
      if (index >= 0) this.alarms.splice(index, 1);
    };
  };

  /** Lets everything happen that was asked for. */
  run(): void {
    for (let next = this.alarms.shift(); next; next = this.alarms.shift()) {
      this.now = next.at;
      next.ring();
    }
  }
}
