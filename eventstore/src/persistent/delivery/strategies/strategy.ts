import type { Consumer } from '../consumer.js';
import type { Message } from '../message.js';

/** later: not this one, but one behind it may go · full: nobody can take anything. */
export type Choice = Consumer | 'later' | 'full';

/** Who gets which message. */
export interface Strategy {
  join(consumer: Consumer): void;
  leave(consumer: Consumer): void;
  choose(message: Message): Choice;
}
