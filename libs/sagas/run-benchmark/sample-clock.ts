import type { ClockPhase, ClockSample } from '#domain';
import type { Clock, PlatformSession } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';

/** The sample that was least on the way is the one that counts, so a few are enough. */
const SAMPLES = 8;

/** Asks the platform for its time a few times and puts that on record. One that does not tell it is left alone. */
export async function sampleClock(benchmarkId: string, phase: ClockPhase, session: PlatformSession, send: Send, clock: Clock) {
  const samples: ClockSample[] = [];
  while (samples.length < SAMPLES) {
    const sample = await session.askTime();
    if (!sample) break;
    samples.push(sample);
  }
  if (samples.length > 0) await send({ type: 'RecordClock', data: { benchmarkId, at: clock.now(), phase, samples } });
}
