import { isLink } from '../../../log/links/resolve.js';
import { target, type Message } from '../message.js';

/** The stream a message is about; of a link that leads nowhere, the stream it names. */
export function streamOf(message: Message): string {
  const { event, original } = message;
  if (event && !isLink(event)) return event.streamName.toString();
  const named = event ? event.data.toString() : target({ event: undefined, link: undefined, original });
  return named.slice(named.indexOf('@') + 1);
}

/** What it belongs to by its metadata, else its stream. */
export function correlationOf(message: Message): string {
  const { metadata } = message.event ?? message.original;
  return correlationIn(metadata) ?? streamOf(message);
}

function correlationIn(metadata: Buffer): string | undefined {
  try {
    const found = (JSON.parse(metadata.toString()) as { readonly $correlationId?: unknown } | null)?.$correlationId;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
