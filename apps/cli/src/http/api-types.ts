import type { components, operations } from '../generated/api.js';

type Schemas = components['schemas'];

/** What goes over the wire, by the names of the API's description. */
export type Accepted = Schemas['Accepted'];
export type Benchmark = Schemas['Benchmark'];
export type BenchmarkDetails = Schemas['BenchmarkDetails'];
export type BenchmarkList = Schemas['BenchmarkList'];
export type Comparison = Schemas['Comparison'];
export type DocumentRow = Schemas['Document'];
export type DocumentList = Schemas['DocumentList'];
export type Health = Schemas['Health'];
export type ParkedJobs = Schemas['ParkedJobs'];
export type Problem = Schemas['Problem'];
export type Rebuild = Schemas['Rebuild'];
export type RebuiltReport = Schemas['RebuiltReport'];
export type Series = Schemas['Series'];
export type RetriedJob = Schemas['RetriedJob'];
export type StartBenchmark = Schemas['StartBenchmark'];
export type StoredEvent = Schemas['StoredEvent'];

/** Which benchmarks a list holds. */
export type ListQuery = NonNullable<operations['listBenchmarks']['parameters']['query']>;

/** As of when something is shown; nothing: as it is now. */
export type AsOf = NonNullable<operations['showBenchmark']['parameters']['query']>;

/** What a benchmark is compared with. */
export type CompareQuery = operations['compareBenchmarks']['parameters']['query'];

/** Which series. */
export type SeriesQuery = NonNullable<operations['showSeries']['parameters']['query']>;

/** Which events of a stream. */
export type EventsQuery = NonNullable<operations['listEvents']['parameters']['query']>;

/** Which events of all streams. */
export type CorrelationQuery = NonNullable<operations['listCorrelation']['parameters']['query']>;
