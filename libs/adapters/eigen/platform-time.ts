import type { ClockSample } from '#domain';
import { fieldsOf } from './access.js';

/** 1 January 2000 and 2100, in seconds since 1970: what is no time in between is no clock. */
const [EARLIEST, LATEST] = [946_684_800, 4_102_444_800];

/** What the platform's answer about its time says, asked and answered at these moments of ours. Undefined: nothing. */
export function sampleOf(text: string, t1: number, t4: number): ClockSample | undefined {
  const { received_at, sent_at } = fieldsOf(text);
  const [t2, t3] = [micros(received_at), micros(sent_at)];
  return t2 === undefined || t3 === undefined ? undefined : { t1, t2, t3, t4 };
}

function micros(seconds: unknown): number | undefined {
  const isTime = typeof seconds === 'number' && seconds >= EARLIEST && seconds < LATEST;
  return isTime ? Math.round(seconds * 1_000_000) : undefined;
}
