import type { DataOf, Recorded } from '#eventsourcing';
import type { BenchmarkEvent, ClockPhase, EndEvent, PlannedDocument } from '#domain';
import type { ClockSample } from '#measurement';
import type { DocumentFacts, Overlap } from './report.model.js';
import type { RunHistory } from './run-history.js';

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };
type Facts = Changeable<Omit<DocumentFacts, 'eventNumbers'>> & { eventNumbers: number[] };
type Told = Exclude<BenchmarkEvent, EndEvent>;

/** Takes a benchmark's events in, one after the other, and answers what they tell of its run. */
export class HistoryReading {
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
