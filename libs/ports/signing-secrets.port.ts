/** A target that signs its instrumentation. */
export interface SigningTarget {
  readonly host: string;
  readonly createdAt: Date;
}

/** What targets sign their instrumentation with, encrypted. Hosts are as `hostOf` makes them. */
export abstract class SigningSecrets {
  /** Replaces the one that was kept before. */
  abstract keep(host: string, secret: Uint8Array): Promise<void>;
  /** Sorted by host. */
  abstract list(): Promise<readonly SigningTarget[]>;
  /** False: there was none. */
  abstract remove(host: string): Promise<boolean>;
  /** Undefined: this host need not sign. What is answered may be seconds old. Throws KeysUnavailable. */
  abstract find(host: string): Promise<Uint8Array | undefined>;
}
