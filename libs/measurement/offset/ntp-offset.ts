/** One question to the platform for its clock, in microseconds. */
export interface ClockSample {
  /** Our clock: when we asked (T1) and when the answer was there (T4). */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** The platform's clock: when it received the question (T2) and when it sent the answer (T3). */
  readonly platformReceived: number;
  readonly platformSent: number;
}

/** How far the platform's clock was ahead of ours at one moment. */
export interface NtpOffset {
  /** θ, in microseconds; wrong by half of `delay` at most, so that it lies between `low` and `high`. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** δ: the time on the way, there and back. */
  readonly delay: number;
  /** The moment, on our clock: the middle between question and answer. */
  readonly at: number;
}

/**
 * θ = ½[(T2 − T1) + (T3 − T4)] and δ = (T4 − T1) − (T3 − T2) of the sample with the least δ, the earliest among equals.
 * Samples with a negative δ contradict themselves and are left out. Undefined: no sample is left.
 * D. Mills et al., RFC 5905 (NTPv4), section 8; the bound δ/2 holds however unlike the two ways are.
 */
export function ntpOffset(samples: Iterable<ClockSample>): NtpOffset | undefined {
  let best: NtpOffset | undefined;
  for (const sample of samples) {
    const offset = offsetOf(sample);
    if (offset.delay >= 0 && offset.delay < (best?.delay ?? Infinity)) best = offset;
  }
  return best;
}

function offsetOf({ askedAt, answeredAt, platformReceived, platformSent }: ClockSample): NtpOffset {
  const delay = answeredAt - askedAt - (platformSent - platformReceived);
  // The answer cannot be older than it was sent, the question not younger than it was received.
  const [low, high] = [platformSent - answeredAt, platformReceived - askedAt];
  return { value: (low + high) / 2, low, high, delay, at: (askedAt + answeredAt) / 2 };
}

/** How much faster the platform's clock runs than ours. */
export interface Drift {
  /** Microseconds a second: parts per million. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Zero lies outside the bounds: the clocks do not run alike, or one was set. */
  readonly isProven: boolean;
}

/** The drift between two offsets, with what follows from their bounds. Undefined: there is no time between them. */
export function driftBetween(before: NtpOffset, after: NtpOffset): Drift | undefined {
  const seconds = (after.at - before.at) / 1_000_000;
  if (seconds <= 0) return undefined;
  const low = (after.low - before.high) / seconds;
  const high = (after.high - before.low) / seconds;
  return { value: (after.value - before.value) / seconds, low, high, isProven: low > 0 || high < 0 };
}
