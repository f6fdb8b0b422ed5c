/** A fact. Named in the past tense, stored for ever, never edited. */
export interface Event<Type extends string = string, Data = object> {
  readonly type: Type;
  readonly data: Readonly<Data>;
}

/** An intention. Named in the imperative; it may be refused. */
export interface Command<Type extends string = string, Data = object> {
  readonly type: Type;
  readonly data: Readonly<Data>;
}

/** Where a command comes from; every event that follows from it says so. */
export interface Origin {
  /** Names everything that belongs together: a benchmark's id. */
  readonly correlationId?: string;
  /** What led to it: the id of an event, a request or a webhook. */
  readonly causationId?: string;
}

/** What the store keeps beside the data of each event. */
export interface Metadata {
  readonly $correlationId?: string;
  readonly $causationId?: string;
  /** Version of the data's shape, counted from 1. */
  readonly schema: number;
  /** Link of the stream's hash chain, 64 hexadecimal digits; see hash-chain.ts. */
  readonly hash: string;
}

/** An event on its way to the store; the id lets the store recognise it when it is sent again. */
export type Sealed<E extends Event = Event> = E & { readonly id: string; readonly metadata: Metadata };

/** An event as the store gives it back. */
export type Recorded<E extends Event = Event> = Sealed<E> & {
  readonly stream: string;
  readonly revision: bigint;
  /** Place in the whole log; what a checkpoint remembers. */
  readonly position: bigint;
  /** When the store took it in. */
  readonly created: Date;
};

/** The data of one member of a union: `DataOf<BenchmarkEvent, 'ProjectCreated'>`. */
export type DataOf<M extends Event | Command, Type extends M['type']> = Extract<M, { type: Type }>['data'];
