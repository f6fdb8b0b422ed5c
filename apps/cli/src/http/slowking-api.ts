import type {
  Accepted,
  AsOf,
  BenchmarkDetails,
  BenchmarkList,
  CompareQuery,
  Comparison,
  CorrelationQuery,
  DocumentList,
  EventsQuery,
  Health,
  ListQuery,
  ParkedJobs,
  Rebuild,
  RebuiltReport,
  RetriedJob,
  Series,
  SeriesQuery,
  StartBenchmark,
} from './api-types.js';
import type { Connection } from './connection.js';

const at = (id: string, more = ''): string => `/api/v1/benchmarks/${encodeURIComponent(id)}${more}`;

/** Milliseconds: two histories are read whole, or a thousand runs searched for changes. */
const COMPARING = 300_000;

/** What slowking can be asked, a method a route. */
export class SlowkingApi {
  constructor(readonly connection: Connection) {}

  start(body: StartBenchmark, idempotencyKey: string): Promise<Accepted> {
    const headers = { 'idempotency-key': idempotencyKey };
    return this.connection.json('POST', '/api/v1/benchmarks/start', { body, headers });
  }

  cancel(id: string): Promise<Accepted> {
    return this.connection.json('POST', at(id, '/cancel'), { body: {} });
  }

  list(query: ListQuery): Promise<BenchmarkList> {
    return this.connection.json('GET', '/api/v1/benchmarks', { query });
  }

  show(id: string, asOf: AsOf = {}): Promise<BenchmarkDetails> {
    return this.connection.json('GET', at(id), { query: asOf });
  }

  documents(id: string, cursor?: string, asOf: AsOf = {}): Promise<DocumentList> {
    return this.connection.json('GET', at(id, '/documents'), { query: { limit: 1000, cursor, ...asOf } });
  }

  compare(id: string, query: CompareQuery): Promise<Comparison> {
    return this.connection.json('GET', at(id, '/comparison'), { query, signal: AbortSignal.timeout(COMPARING) });
  }

  series(query: SeriesQuery): Promise<Series> {
    return this.connection.json('GET', '/api/v1/series', { query, signal: AbortSignal.timeout(COMPARING) });
  }

  seriesPage(query: SeriesQuery): Promise<Response> {
    return this.connection.ask('GET', '/api/v1/series.html', { query, headers: { accept: '*/*' }, signal: AbortSignal.timeout(COMPARING) });
  }

  acknowledgeChange(id: string, reason: string): Promise<Accepted> {
    return this.connection.json('POST', at(id, '/acknowledge-change'), { body: { reason } });
  }

  /** The stream at once, in the form of a media type. */
  events(id: string, accept: string, query: EventsQuery, signal: AbortSignal): Promise<Response> {
    return this.connection.ask('GET', at(id, '/events'), { query, headers: { accept }, signal });
  }

  /** The same with what other streams hold of the benchmark. */
  correlation(id: string, accept: string, query: CorrelationQuery, signal: AbortSignal): Promise<Response> {
    return this.connection.ask('GET', at(id, '/correlation'), { query, headers: { accept }, signal });
  }

  /** Server-sent events: the stream after a revision, and as it grows. */
  liveEvents(id: string, after: number | undefined, query: CorrelationQuery, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': String(after) }) };
    return this.connection.ask('GET', at(id, '/events/live'), { query, headers, signal });
  }

  /** Server-sent events after a revision. */
  progress(id: string, after: number | undefined, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': String(after) }) };
    return this.connection.ask('GET', at(id, '/progress'), { headers, signal });
  }

  report(id: string, format: string, asOf: AsOf, signal: AbortSignal): Promise<Response> {
    return this.connection.ask('GET', at(id, `/report.${format}`), { query: asOf, headers: { accept: '*/*' }, signal });
  }

  /** The whole log, a line each. */
  exportAll(signal: AbortSignal): Promise<Response> {
    return this.connection.ask('GET', '/api/v1/audit/export', { headers: { accept: '*/*' }, signal });
  }

  /** One benchmark's stream, or the proof of its report. */
  exportOne(id: string, what: 'export' | 'proof', signal: AbortSignal): Promise<Response> {
    return this.connection.ask('GET', at(id, `/${what}`), { headers: { accept: '*/*' }, signal });
  }

  rebuildReport(id: string): Promise<RebuiltReport> {
    return this.connection.json('POST', at(id, '/reports'), { body: {} });
  }

  parked(): Promise<ParkedJobs> {
    return this.connection.json('GET', '/api/v1/parked');
  }

  retry(jobId: string): Promise<RetriedJob> {
    return this.connection.json('POST', `/api/v1/parked/${encodeURIComponent(jobId)}/retry`, { body: {} });
  }

  rebuild(acceptDifferences: boolean): Promise<Rebuild> {
    return this.connection.json('POST', '/api/v1/read-models/rebuild', { body: { accept_differences: acceptDifferences } });
  }

  showRebuild(): Promise<Rebuild> {
    return this.connection.json('GET', '/api/v1/read-models/rebuild');
  }

  /** What it says when it is not well comes with 503, and is an answer too. Undefined: it tells strangers no more. */
  async health(): Promise<Health | undefined> {
    const response = await this.connection.hear('GET', '/api/v1/health', { signal: AbortSignal.timeout(10_000) });
    const body = (await response.json().catch(() => undefined)) as Health | undefined;
    return Object.keys(body?.parts ?? {}).length > 0 ? body : undefined;
  }
}
