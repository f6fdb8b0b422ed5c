import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that a message may be old, or ahead of us. */
const TOLERANCE = 300;
const ID = /^[\x21-\x7e]{1,200}$/;

/** A message as Standard Webhooks signs it. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
  /** One or several, with spaces: `v1,<base64>`. */
  readonly signature: string;
  readonly body: Uint8Array;
}

/** What is wrong with a message; undefined: nothing is. `now` is in seconds since 1970. */
export function flawOf(message: SignedMessage, secret: Uint8Array, now: number): string | undefined {
  if (!ID.test(message.id)) return 'webhook-id must be 1 to 200 visible ASCII characters';
  if (!/^\d{1,12}$/.test(message.timestamp)) return 'webhook-timestamp must be whole seconds since 1970';
  if (Math.abs(now - Number(message.timestamp)) > TOLERANCE) {
    return `webhook-timestamp is more than ${TOLERANCE} seconds from the time here`;
  }
  const isSigned = signaturesIn(message.signature).some((given) => isSame(given, signatureOf(message, secret)));
  return isSigned ? undefined : 'no v1 signature in webhook-signature is made of this message with the secret of its host';
}

function signatureOf({ id, timestamp, body }: SignedMessage, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
}

const signaturesIn = (header: string): Buffer[] =>
  header
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice('v1,'.length), 'base64'));

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
