import { BundleCheck, CHAIN_START, isCheckpoint, link, type BundleLine, type Expected, type Verdict } from '../index.js';

/** What somebody does to the lines of a bundle. */
export type Tampering = (lines: readonly BundleLine[]) => BundleLine[];
type EventLine = Extract<BundleLine, { kind: 'event' }>;

/** Whoever tampers counts anew; unless that is what betrays it. */
export function recounted(lines: readonly BundleLine[], isCareless: boolean): BundleLine[] {
  const of = (kind: string) => lines.filter((line) => line.kind === kind).length;
  return lines.map((line) => (line.kind === 'footer' && !isCareless ? { ...line, events: of('event'), audit: of('audit') } : line));
}

const isAt = (line: BundleLine, name: string, revision: number): line is EventLine =>
  line.kind === 'event' && line.stream === `benchmark-${name}` && line.revision === revision;
const indexOf = (lines: readonly BundleLine[], name: string, revision: number) => lines.findIndex((line) => isAt(line, name, revision));

/** One event, otherwise. */
export function edit(name: string, revision: number, change: (event: EventLine) => Partial<EventLine>): Tampering {
  return (lines) => lines.map((line) => (isAt(line, name, revision) ? { ...line, ...change(line) } : line));
}

/** With a hash that is none of its own. */
export function rehashed({ metadata }: EventLine): Partial<EventLine> {
  return { metadata: { ...(metadata as object), hash: CHAIN_START } };
}

/** Without one event. */
export function without(name: string, revision: number): Tampering {
  return (lines) => lines.filter((line) => !isAt(line, name, revision));
}

/** Revisions without gaps, so that only the chain can tell. */
export function renumbered(tamper: Tampering): Tampering {
  return (lines) => {
    const next = new Map<string, number>();
    return tamper(lines).map((line) => {
      if (line.kind !== 'event') return line;
      const revision = next.get(line.stream) ?? 0;
      next.set(line.stream, revision + 1);
      return { ...line, revision };
    });
  };
}

/** A second copy of an event, behind another one. */
export function insert(lines: readonly BundleLine[], name: string, revision: number, from: string, at: number): BundleLine[] {
  const place = indexOf(lines, name, revision);
  const { position } = lines[place] as EventLine;
  return lines.toSpliced(place + 1, 0, { ...(lines[indexOf(lines, from, at)] as EventLine), position: position + 0.5 });
}

/** An event that somebody else wrote. */
export function foreign(lines: readonly BundleLine[], name: string, revision: number, metadata: object = {}): BundleLine[] {
  const place = indexOf(lines, name, revision);
  const event = { ...(lines[place] as EventLine), id: 'x', data: { n: 99 }, metadata };
  return lines.toSpliced(place, 0, event);
}

/** Two events of a stream, each in the place of the other. */
export function swapped(name: string, one: number, other: number): Tampering {
  return (lines) => {
    const [a, b] = [indexOf(lines, name, one), indexOf(lines, name, other)];
    return lines.with(a, { ...(lines[b] as EventLine), position: (lines[a] as EventLine).position }).with(b, { ...(lines[a] as EventLine), position: (lines[b] as EventLine).position });
  };
}

/** Two events of different streams, each in the place of the other. */
export function repositioned(lines: readonly BundleLine[]): BundleLine[] {
  const [a, b] = [indexOf(lines, 'a', 2), indexOf(lines, 'b', 0)];
  return lines.with(a, lines[b]!).with(b, lines[a]!);
}

/** The same, with positions that fit. */
export function swappedStreams(lines: readonly BundleLine[]): BundleLine[] {
  const [a, b] = [indexOf(lines, 'a', 2), indexOf(lines, 'b', 0)];
  return lines.with(a, { ...(lines[b] as EventLine), position: (lines[a] as EventLine).position }).with(b, { ...(lines[a] as EventLine), position: (lines[b] as EventLine).position });
}

/** The trail with hashes that fit. */
export function relinked(lines: readonly BundleLine[]): BundleLine[] {
  let previous = CHAIN_START;
  return lines.map((line) => {
    if (line.kind !== 'audit') return line;
    const { hash: _, ...metadata } = line.metadata as { hash: string };
    const { hash } = link(previous, { ...line, data: line.data as object, metadata, revision: BigInt(line.revision) });
    previous = hash;
    return { ...line, metadata: { ...metadata, hash } };
  });
}

/** Changes an event and all links after it, as somebody can who knows the format and has no key. */
export function rechained(name: string, from: number): Tampering {
  return (lines) => {
    let previous = CHAIN_START;
    return lines.map((line) => {
      if (line.kind !== 'event' || line.stream !== `benchmark-${name}`) return line;
      const { hash: old, ...metadata } = line.metadata as { hash: string };
      const data = line.revision === from ? { n: 99 } : (line.data as object);
      const { hash } = line.revision < from ? { hash: old } : link(previous, { ...line, data, metadata, revision: BigInt(line.revision) });
      previous = hash;
      return { ...line, data, metadata: { ...metadata, hash } };
    });
  };
}

/** A stream that nobody wrote, with a chain that holds. */
export function madeUp(lines: readonly BundleLine[]): BundleLine[] {
  const place = indexOf(lines, 'c', 0);
  const event = { ...(lines[place] as EventLine), stream: 'benchmark-x', position: (lines[place] as EventLine).position - 0.5 };
  const { hash } = link(CHAIN_START, { ...event, data: event.data as object, metadata: { schema: 1 }, revision: 0n });
  return lines.toSpliced(place, 0, { ...event, metadata: { schema: 1, hash } });
}

/** One more event at the end of a stream, with a chain that holds. */
export function added(lines: readonly BundleLine[]): BundleLine[] {
  const last = lines[indexOf(lines, 'a', 4)] as EventLine;
  const event = { ...last, revision: 5, position: last.position + 0.5 };
  const { hash } = link((last.metadata as { hash: string }).hash, { ...event, data: event.data as object, metadata: { schema: 1 }, revision: 5n });
  return lines.toSpliced(lines.indexOf(last) + 1, 0, { ...event, metadata: { schema: 1, hash } });
}

/** A checkpoint with another root. */
export function withOtherRoot(line: BundleLine): BundleLine {
  if (line.kind !== 'audit' || !isCheckpoint(line.data)) return line;
  return { ...line, data: { ...line.data, root: CHAIN_START } };
}

/** What a bundle is judged as, line by line as it is written. */
export function verdictOf(lines: readonly BundleLine[], pins: readonly string[] = [], expected: readonly Expected[] = []): Verdict {
  const check = new BundleCheck({ pins }, expected);
  for (const line of lines) check.take(JSON.parse(JSON.stringify(line)) as BundleLine);
  return check.finish();
}
