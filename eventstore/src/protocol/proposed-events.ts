import { isLinkStream } from '../log/links/links-of.js';
import type { ProposedEvent } from '../log/proposed-event.js';
import type { ProposedMessage } from './append-request.codec.js';
import { accessDenied, invalid, missingProperty } from './errors.js';

/** Every name is a key, and is kept in memory. */
export const LONGEST_NAME = 65_536;
const NO_ID = Buffer.alloc(16);

/** Checks what a client proposes; throws Refused. */
export function proposedEvent({ id, type, contentType, metadata, data }: ProposedMessage): ProposedEvent {
  if (type === undefined || contentType === undefined) throw missingProperty();
  if (type === '') throw invalid('An event needs a type');
  if (!id || id.equals(NO_ID)) throw invalid('An event needs an id');
  return { eventId: id, type, isJson: contentType === 'application/json', metadata, data };
}

/** The name of a stream that may be asked for; throws Refused. */
export function boundedName(name: string): string {
  if (name.length > LONGEST_NAME) throw invalid(`The name of a stream has at most ${LONGEST_NAME} characters`);
  return name;
}

/** The name of a stream that may be written or deleted; throws Refused. */
export function writableStream(name: string): string {
  boundedName(name);
  if (name === '' || name === '$$') throw invalid(`"${name}" is no name of a stream`);
  if (name.startsWith('$$$$')) throw invalid('The metadata of metadata cannot be written');
  if (name === '$all') throw accessDenied('$all cannot be written');
  return name;
}

/** The name of a stream that a client may append to; throws Refused. */
export function appendableStream(name: string): string {
  if (isLinkStream(name)) throw accessDenied(`${name} is made by the node itself`);
  return writableStream(name);
}
