import type { StoredEvent } from '../http/api-types.js';
import { brief } from './brief.js';
import { plain } from './plain.js';
import { cutTo } from './text-width.js';

/** Cells of the bar that stands for the whole time. */
const CELLS = 24;
const BLANK = '·';
const FULL = '█';

/** Events of one type between two milestones. */
interface Span {
  readonly type: string;
  readonly from: number;
  to: number;
  events: number;
  documents: number;
  readonly what: string;
}

/** A run at a glance: its milestones, and between them what happened to how many documents, each with its place in the whole time. */
export class Timeline {
  private readonly spans: Span[] = [];
  private open = new Map<string, Span>();

  take(event: StoredEvent): void {
    const [time, documents] = [Date.parse(event.created), documentsIn(event)];
    const known = this.open.get(event.type);
    if (documents !== undefined && known) {
      known.to = time;
      known.events += 1;
      known.documents += documents;
      return;
    }
    const span = { type: event.type, from: time, to: time, events: 1, documents: documents ?? 0, what: plain(brief(event.data)) };
    this.spans.push(span);
    if (documents === undefined) this.open = new Map();
    else this.open.set(event.type, span);
  }

  /** A line each, no wider than this. */
  lines(width: number): readonly string[] {
    const start = this.spans[0]?.from ?? 0;
    const whole = Math.max(1, ...this.spans.map(({ to }) => to - start));
    return this.spans.map((span) => {
      const [from, to] = [span.from - start, span.to - start];
      const line = `${seconds(from)}  ${barOf(from / whole, to / whole)}  ${span.type.padEnd(23)}  ${wordsFor(span, to - from)}`;
      return cutTo(line, width);
    });
  }
}

/** How many documents an event is about. Undefined: it is about the run. */
function documentsIn({ type, data }: StoredEvent): number | undefined {
  if (!/^Documents?[A-Z]/.test(type)) return undefined;
  const list = data['documents'] ?? data['document_names'] ?? data['paths'];
  return Array.isArray(list) ? list.length : 1;
}

function wordsFor({ events, documents, what }: Span, took: number): string {
  if (documents === 0) return what;
  const many = `${documents} document${documents === 1 ? '' : 's'}`;
  return events === 1 ? many : `${many} in ${events} events, within ${(took / 1000).toFixed(3)} s`;
}

const seconds = (ms: number): string => `+${(ms / 1000).toFixed(3)} s`.padStart(12);

/** From where to where, as parts of the whole. */
function barOf(from: number, to: number): string {
  const first = Math.min(CELLS - 1, Math.floor(from * CELLS));
  const last = Math.min(CELLS - 1, Math.floor(to * CELLS));
  return BLANK.repeat(first) + FULL.repeat(last - first + 1) + BLANK.repeat(CELLS - 1 - last);
}
