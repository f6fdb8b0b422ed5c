import { WorkQueue } from '../../apps/eigen/src/processing/work-queue.js';
import { VirtualTime } from '../../apps/eigen/src/testing/virtual-time.js';

/** A document's way through the platform, in seconds. */
export interface Passage {
  readonly arrival: number;
  readonly start: number;
  readonly end: number;
}

/** Documents that arrive at these moments, ascending, in seconds; each takes a `service` time of one of the workers. */
interface Load {
  readonly arrivals: readonly number[];
  readonly workers: number;
  readonly service: () => number;
}

/** What the mock platform's queue does with a load in virtual time, document by document. */
export function simulated({ arrivals, workers: count, service: serviceSeconds }: Load): readonly Passage[] {
  const time = new VirtualTime();
  const starts = new Map<number, number>();
  const passages: Passage[] = [];
  const started = (index: number): void => void starts.set(index, time.now);
  const ended = (index: number): void => {
    passages[index] = { arrival: arrivals[index]!, start: starts.get(index)!, end: time.now };
  };
  const queue = new WorkQueue<number, void>({ count, serviceSeconds, started, ended }, time.after);
  const arrive = (index: number): void => {
    const arrival = arrivals[index];
    if (arrival === undefined) return;
    time.after(arrival - time.now, () => {
      queue.add(index);
      arrive(index + 1);
    });
  };
  arrive(0);
  time.run();
  return passages;
}
