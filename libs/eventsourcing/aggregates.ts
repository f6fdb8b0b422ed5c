import type { Decider } from './decider.js';
import { RevisionConflict, type EventStore, type Revision } from './event-store.js';
import type { Command, Event, Origin, Sealed } from './message.js';
import { StreamMemory } from './stream-memory.js';
import { WeightedLru } from './weighted-lru.js';

/** One append takes no more commands, and no further command once its events take so many bytes. */
const COMMANDS = 500;
const BYTES = 256 * 1024;
/** More than this waiting for one stream is an overload, not a queue. */
const MAILBOX = 10_000;

/** Too many commands wait for one stream. Nothing was done; later it may work. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** What a command came to. */
export interface Outcome<E extends Event> {
  /** As stored; empty when it was already so. */
  readonly events: readonly Sealed<E>[];
  /** Of the last event above, or of the stream's last event. */
  readonly revision: Revision;
}

/** How much is remembered, and how long one command may take, in milliseconds. */
export interface AggregatesOptions {
  readonly memory?: number;
  readonly patience?: number;
}

interface Letter<Memory> {
  readonly deadline: number;
  /** A question is answered from what is stored now, not from what this process remembers. */
  readonly isQuestion: boolean;
  /** Decides, and answers what to do once that is known to be true. */
  open(memory: Memory): { deliver(): void; isRefusal: boolean };
  reject(error: unknown): void;
}

/**
 * Sends commands to aggregates. Each stream is a mailbox with one worker, which decides everything that
 * piled up during the last append and stores the outcome in the next one. Streams work side by side.
 */
export class Aggregates<State, C extends Command, E extends Event> {
  private readonly mailboxes = new Map<string, Letter<StreamMemory<State, E>>[]>();
  private readonly memories: WeightedLru<string, StreamMemory<State, E>>;
  private readonly patience: number;

  constructor(
    private readonly store: EventStore,
    private readonly decider: Decider<State, C, E>,
    { memory = 500_000, patience = 10_000 }: AggregatesOptions = {},
  ) {
    this.memories = new WeightedLru(memory);
    this.patience = patience;
  }

  /**
   * The facts a command led to, once they are stored. Rejects with the command's own Refusal, RevisionConflict after
   * too many lost races, OutcomeUnknown or StoreUnavailable when the store is away, Overloaded.
   */
  send(stream: string, command: C, origin: Origin = {}): Promise<Outcome<E>> {
    return this.post<Outcome<E>>(stream, false, (memory) => {
      const events = memory.expect(this.decider.decide(command, memory.state), origin);
      return { events, revision: memory.nextRevision };
    });
  }

  /** What `select` makes of the state as it is stored now. It must not change the state nor keep hold of it. */
  query<Answer>(stream: string, select: (state: State, revision: Revision) => Answer): Promise<Answer> {
    return this.post(stream, true, (memory) => select(memory.state, memory.nextRevision));
  }

  private post<Answer>(stream: string, isQuestion: boolean, work: (memory: StreamMemory<State, E>) => Answer) {
    return new Promise<Answer>((resolve, reject) => {
      const open = (memory: StreamMemory<State, E>) => {
        try {
          const answer = work(memory);
          return { isRefusal: false, deliver: () => resolve(answer) };
        } catch (error) {
          return { isRefusal: true, deliver: () => reject(error) };
        }
      };
      const letter = { deadline: performance.now() + this.patience, isQuestion, open, reject };
      const mailbox = this.mailboxes.get(stream);
      if (!mailbox) void this.work(stream, [letter]);
      else if (mailbox.length < MAILBOX) mailbox.push(letter);
      else reject(new Overloaded(`More than ${MAILBOX} commands wait for ${stream}.`));
    });
  }

  private async work(stream: string, mailbox: Letter<StreamMemory<State, E>>[]): Promise<void> {
    this.mailboxes.set(stream, mailbox);
    while (mailbox.length > 0) {
      const letters: Letter<StreamMemory<State, E>>[] = [];
      try {
        const memory = await this.recall(stream);
        if (!(await this.turn(memory, mailbox, letters))) mailbox.unshift(...late(letters, stream));
        this.remember(stream, memory);
      } catch (error) {
        this.memories.delete(stream);
        for (const { reject } of letters.length > 0 ? letters : mailbox.splice(0)) reject(error);
      }
    }
    this.mailboxes.delete(stream);
  }

  private async recall(stream: string): Promise<StreamMemory<State, E>> {
    const known = this.memories.get(stream);
    if (known) return known;
    const memory = new StreamMemory(stream, this.store, this.decider);
    await memory.catchUp();
    return memory;
  }

  /** A stream that does not exist is no memory: anybody can ask for as many of these as they like. */
  private remember(stream: string, memory: StreamMemory<State, E>): void {
    if (memory.nextRevision === 'no-stream') this.memories.delete(stream);
    else this.memories.set(stream, memory, memory.weight);
  }

  /** Takes letters, decides them and stores what follows. False: the stream had moved on, nobody has heard anything. */
  private async turn(
    memory: StreamMemory<State, E>,
    mailbox: Letter<StreamMemory<State, E>>[],
    letters: Letter<StreamMemory<State, E>>[],
  ): Promise<boolean> {
    const answers = [];
    while (letters.length < mailbox.length && letters.length < COMMANDS && memory.pendingBytes < BYTES) {
      const letter = mailbox[letters.length]!;
      letters.push(letter);
      answers.push(letter.open(memory));
    }
    mailbox.splice(0, letters.length);

    const isUnproven = letters.some(({ isQuestion }) => isQuestion) || answers.some(({ isRefusal }) => isRefusal);
    const isTrue = memory.isClean
      ? !isUnproven || !(await memory.catchUp())
      : await memory.settle(Math.max(...letters.map(({ deadline }) => deadline)));
    if (isTrue) for (const { deliver } of answers) deliver();
    return isTrue;
  }
}

/** Those that may be tried again; the others hear that they have lost too many races. */
function late<Memory>(letters: readonly Letter<Memory>[], stream: string): Letter<Memory>[] {
  const now = performance.now();
  return letters.filter(({ deadline, reject }) => {
    if (deadline < now) reject(new RevisionConflict(stream));
    return deadline >= now;
  });
}
