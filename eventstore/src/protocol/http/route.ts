import type { Metadata } from '@grpc/grpc-js';
import type { Need } from '../../access/needs.js';

/** What was asked, once it is known that whoever asks may. */
export interface Asked {
  /** The parts of the path that the route leaves open, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  /** The object that came with it; empty if none did. */
  readonly body: Readonly<Record<string, unknown>>;
  /** As with a call of the other protocol: who asks. */
  readonly metadata: Metadata;
  /** The address by which whoever asks has come, with its port unless that is the usual one. */
  readonly host: string;
}

export interface Answered {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** In the place of the status' own words: all that some clients show of an error. */
  readonly reason?: string;
}

/** A request of HTTP/1.1 that is answered; HEAD where GET is named, too. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments; `*` is any one, and a last `**` all that follow. */
  readonly path: string;
  readonly need: Need;
  /** What comes with it is not even looked at. */
  readonly ignoresBody?: true;
  answer(asked: Asked): Answered | Promise<Answered>;
}

/** The open parts of a path that fits the route; undefined if it does not. */
export function partsOf(route: Route, pathname: string): string[] | undefined {
  const [wanted, given] = [route.path.split('/'), pathname.replace(/\/$/, '').split('/')];
  if (wanted.at(-1) === '**' && given.length >= wanted.length - 1) given.length = wanted.length = wanted.length - 1;
  if (wanted.length !== given.length || !wanted.every((segment, i) => segment === '*' ? given[i] !== '' : segment === given[i])) return undefined;
  return given.filter((_, i) => wanted[i] === '*').map(decodeURIComponent);
}
