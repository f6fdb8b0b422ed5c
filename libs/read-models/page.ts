import { refusals } from '#eventsourcing';

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next part begins; null: there is none. */
  readonly nextCursor: string | null;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  /** As a page before gave it; missing: the first one. */
  readonly cursor?: string | undefined;
}

/** What can be wrong with a query. */
export const queryRefusal = refusals({ InvalidCursor: 'This cursor was not handed out by this list.' });

/** A cursor that holds the place of the last item: stable, whatever is added or removed. */
export const cursorOf = (place: readonly (string | number)[]): string =>
  btoa(encodeURIComponent(JSON.stringify(place))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The place a cursor holds, each part of it of the type that `like` has there. Throws a refusal. */
export function placeOf<const Like extends readonly ('string' | 'number')[]>(cursor: string, like: Like): Place<Like> {
  const place = decoded(cursor);
  const fits = Array.isArray(place) && place.length === like.length && like.every((type, at) => is(type, place[at]));
  if (!fits) throw queryRefusal('InvalidCursor');
  return place as Place<Like>;
}

/** Numbers are those a table counts its rows with; no text in a database holds U+0000. */
const is = (type: 'string' | 'number', value: unknown): boolean =>
  type === 'number' ? Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31 : typeof value === 'string' && !value.includes('\0');

type Place<Like extends readonly unknown[]> = { [Index in keyof Like]: Like[Index] extends 'string' ? string : number };

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return undefined;
  }
}

/** A page out of rows, of which one more than asked for was read to know whether there are more. */
export function pageOf<Item>(
  rows: readonly Item[],
  limit: number,
  placeIn: (item: Item) => readonly (string | number)[],
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : cursorOf(placeIn(last)) };
}
