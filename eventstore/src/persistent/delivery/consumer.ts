import type { Latencies } from './latencies.js';
import type { Message } from './message.js';
import type { Meter } from './meter.js';

/** Where messages for a consumer go to. */
export interface Mouth {
  /** False while the client has not taken what it was sent. */
  readonly ready: boolean;
  send(message: Message): void;
  /** Tells the client that its group let go of it, and ends the call. */
  drop(): void;
}

/** A client that takes messages from a group, and what it has of them. */
export interface Consumer {
  readonly mouth: Mouth;
  /** How many messages it may have at a time. */
  readonly slots: number;
  readonly inFlight: Set<Message>;
  readonly user: string;
  readonly connection: string;
  readonly meter: Meter;
  /** Only where extra statistics are wanted. */
  readonly latencies: Latencies | undefined;
}

export const hasRoom = ({ inFlight, slots, mouth }: Consumer): boolean => inFlight.size < slots && mouth.ready;
