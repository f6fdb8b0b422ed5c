import type { DataOf, Recorded } from '#eventsourcing';
import { isEnd, type BenchmarkEvent, type ClockPhase, type EarlierRun, type EndEvent, type GeneratorLoad, type PlannedDocument } from '#domain';
import type { ClockSample } from '#measurement';
import type { DocumentFacts, Overlap } from './report.model.js';

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };
type Facts = Changeable<Omit<DocumentFacts, 'eventNumbers'>> & { eventNumbers: number[] };
type Told = Exclude<BenchmarkEvent, EndEvent>;

/** What a run's history tells, up to its end or as far as it goes. */
export interface RunHistory {
  readonly created: DataOf<BenchmarkEvent, 'BenchmarkCreated'>;
  /** Undefined: the run is not over yet. */
  readonly end: Recorded<EndEvent> | undefined;
  /** The end, or the last event that there is. */
  readonly last: Recorded<BenchmarkEvent>;
  /** How many documents its plan says it has, once it is whole. */
  readonly planned: number | undefined;
  /** The corpus' identity, once the plan is whole. */
  readonly corpus: string | undefined;
  /** What it is compared with; undefined: that was not settled. */
  readonly chosen: DataOf<BenchmarkEvent, 'BaselineChosen'> | undefined;
  /** The runs before it in its series, as they were known when it was planned. */
  readonly earlier: readonly EarlierRun[];
  /** In the order of the plan. */
  readonly documents: readonly DocumentFacts[];
  /** How many documents were on their way when a worker ended. */
  readonly interrupted: number;
  /** What the platform said of its clock. */
  readonly clock: ReadonlyMap<ClockPhase, readonly ClockSample[]>;
  /** Runs that had the same target at the same time. */
  readonly overlaps: readonly Overlap[];
  /** Of the process that sent the documents; undefined: it did not say. */
  readonly generator: GeneratorLoad | undefined;
  /** Of a search: requests a second, by pass. */
  readonly rates: ReadonlyMap<number, number>;
  /** Of a search: passes whose schedule was begun anew. */
  readonly restarted: ReadonlySet<number>;
}

/**
 * Reads a benchmark's stream from its first event to the one that ends the run, each event once; of a part of it, all
 * there is, as only the last event shows whether the part is what was asked for. Undefined: there is no event.
 */
export async function readRun(
  events: AsyncIterable<Recorded<BenchmarkEvent>> | Iterable<Recorded<BenchmarkEvent>>,
  isPartial = false,
): Promise<RunHistory | undefined> {
  const reading = new Reading();
  let [end, last]: [Recorded<EndEvent>?, Recorded<BenchmarkEvent>?] = [];
  for await (const event of events) {
    if (end) continue;
    last = event;
    if (!isRecordedEnd(event)) {
      reading.take(event, Number(event.revision));
      continue;
    }
    end = event;
    if (!isPartial) break;
  }
  return last && reading.history(last, end);
}

const isRecordedEnd = (event: Recorded<BenchmarkEvent>): event is Recorded<EndEvent> => isEnd(event);

class Reading {
  private created: RunHistory['created'] | undefined;
  private corpus: string | undefined;
  private planned: number | undefined;
  private chosen: RunHistory['chosen'];
  private earlier: RunHistory['earlier'] = [];
  private interrupted = 0;
  private generator: RunHistory['generator'];
  private readonly overlaps: Overlap[] = [];
  private readonly documents = new Map<string, Facts>();
  private readonly clock = new Map<ClockPhase, readonly ClockSample[]>();
  private readonly rates = new Map<number, number>();
  private readonly restarted = new Set<number>();

  history(last: Recorded<BenchmarkEvent>, end: Recorded<EndEvent> | undefined): RunHistory {
    if (!this.created) throw new Error(`The history of ${last.stream} does not begin with its creation.`);
    const { created, planned, corpus, chosen, earlier, interrupted, clock, overlaps, generator, rates, restarted } = this;
    const documents = [...this.documents.values()];
    // An array that grew has room for many more.
    for (const facts of documents) facts.eventNumbers = facts.eventNumbers.slice();
    return { created, end, last, planned, corpus, chosen, earlier, interrupted, clock, overlaps, generator, rates, restarted, documents };
  }

  take(event: Told, revision: number): void {
    switch (event.type) {
      case 'DocumentsPlanned':
        for (const each of event.data.documents) this.documents.set(each.document_name, unsent(each, revision));
        return;
      case 'BenchmarkCreated':
      case 'PlanCompleted':
      case 'BaselineChosen':
      case 'SeriesNoted':
      case 'ClockSampled':
      case 'RateChosen':
      case 'OverlapNoted':
      case 'GeneratorMeasured':
        return this.takeSetting(event);
      case 'DocumentsInterrupted':
      case 'DocumentsSending':
      case 'DocumentsUploaded':
      case 'DocumentUploadFailed':
        return this.takeOurSide(event, revision);
      case 'DocumentUploadStarted':
      case 'DocumentUploadCompleted':
        return this.takeTheirSide(event, revision);
      case 'DocumentsSelected':
      case 'ProjectCreated':
      case 'AllDocumentsUploaded':
      case 'ReportCompleted':
      case 'ChangeAcknowledged':
      case 'NotificationSent':
      case 'ErrorOccurred':
        return;
    }
    event satisfies never;
  }

  private takeSetting(event: Setting): void {
    switch (event.type) {
      case 'BenchmarkCreated':
        this.created = event.data;
        return;
      case 'PlanCompleted':
        [this.planned, this.corpus] = [event.data.count, event.data.sha256];
        return;
      case 'BaselineChosen':
        this.chosen = event.data;
        return;
      case 'SeriesNoted':
        this.earlier = event.data.runs;
        return;
      case 'ClockSampled':
        this.clock.set(event.data.phase, event.data.samples.map(asked));
        return;
      case 'RateChosen':
        this.rates.set(event.data.pass, event.data.rate_per_second);
        return;
      case 'OverlapNoted':
        this.overlaps.push({ id: event.data.other_id, name: event.data.other_name });
        return;
      case 'GeneratorMeasured':
        this.generator = event.data;
    }
  }

  private takeOurSide(event: OurSide, revision: number): void {
    switch (event.type) {
      case 'DocumentsSending':
        for (const name of event.data.document_names) this.told(name, revision).upload = 'sending';
        return;
      case 'DocumentsInterrupted':
        this.interrupted += event.data.document_names.length;
        if (event.data.pass !== undefined) this.restarted.add(event.data.pass);
        for (const name of event.data.document_names) this.told(name, revision).upload = 'interrupted';
        return;
      case 'DocumentsUploaded':
        for (const { document_name, scheduled_at, sent_at, acknowledged_at } of event.data.documents) {
          const news = { scheduledAt: scheduled_at, sentAt: sent_at, acknowledgedAt: acknowledged_at };
          Object.assign(this.told(document_name, revision), news, { upload: 'uploaded' } satisfies Partial<Facts>);
        }
        return;
      case 'DocumentUploadFailed': {
        const facts = this.told(event.data.document_name, revision);
        facts.upload = 'failed';
        facts.failure = event.data.reason;
        facts.scheduledAt = event.data.scheduled_at;
        facts.sentAt = event.data.sent_at;
      }
    }
  }

  private takeTheirSide({ type, data }: TheirSide, revision: number): void {
    const facts = this.told(data.document_name, revision);
    if (type === 'DocumentUploadStarted') {
      facts.platformStart = data.platform_start;
      facts.startReceivedAt = data.received_at;
    } else {
      facts.platformEnd = data.platform_end;
      facts.endReceivedAt = data.received_at;
    }
  }

  private told(name: string, revision: number): Facts {
    const facts = this.documents.get(name);
    if (!facts) throw new Error(`Event ${revision} names a document that was not planned: ${name}`);
    facts.eventNumbers.push(revision);
    return facts;
  }
}

type Of<Type extends BenchmarkEvent['type']> = Extract<BenchmarkEvent, { type: Type }>;
type Setting = Of<
  'BenchmarkCreated' | 'PlanCompleted' | 'BaselineChosen' | 'SeriesNoted' | 'ClockSampled' | 'RateChosen' | 'OverlapNoted' | 'GeneratorMeasured'
>;
type OurSide = Of<'DocumentsSending' | 'DocumentsUploaded' | 'DocumentUploadFailed' | 'DocumentsInterrupted'>;
type TheirSide = Of<'DocumentUploadStarted' | 'DocumentUploadCompleted'>;

const asked = ({ t1, t2, t3, t4 }: DataOf<BenchmarkEvent, 'ClockSampled'>['samples'][number]): ClockSample => ({
  askedAt: t1,
  platformReceived: t2,
  platformSent: t3,
  answeredAt: t4,
});

/** Every field from the start, so that 100,000 of these share one shape in memory. */
const unsent = ({ document_name, path, bytes, sha256, pass = 1, warmup }: PlannedDocument, revision: number): Facts => ({
  name: document_name,
  // Mostly the same text, and then one in memory.
  path: path === document_name ? document_name : path,
  bytes,
  sha256,
  pass,
  warmup: warmup === true,
  upload: undefined,
  failure: undefined,
  scheduledAt: undefined,
  sentAt: undefined,
  acknowledgedAt: undefined,
  platformStart: undefined,
  platformEnd: undefined,
  startReceivedAt: undefined,
  endReceivedAt: undefined,
  eventNumbers: [revision],
});
