import { createHmac } from 'node:crypto';

/** What a message is sent with, so that its receiver knows whose it is. */
export type SignatureHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/** Signs a message as Standard Webhooks has it; the time is in seconds since 1970. */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string; readonly at: number },
  secret: Uint8Array,
): SignatureHeaders {
  const timestamp = String(Math.floor(message.at));
  const signature = createHmac('sha256', secret).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
