/** A file that goes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  /** Where it lies on this machine. */
  readonly path: string;
}

/** A mail. The same key twice has the same Message-ID, so that a reader can tell it is the same mail. */
export interface Message {
  readonly key: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
}

/** Tells people. */
export abstract class Notifier {
  /** Throws until the mail is handed over. */
  abstract send(message: Message): Promise<{ readonly messageId: string }>;
}
