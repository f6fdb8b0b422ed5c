/** An event as a client wants it stored. */
export interface ProposedEvent {
  /** 16 bytes. */
  readonly eventId: Buffer;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** What the limit of an append counts. */
export const sizeOf = ({ data, metadata, type }: ProposedEvent): number => data.length + metadata.length + 2 * type.length;
