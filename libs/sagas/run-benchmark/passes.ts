import { isRunning, type Benchmark, type BenchmarkEvent, type PlannedDocument, type Workload } from '#domain';

/** One pass over the corpus, or what is left of it. */
export interface Pass {
  readonly number: number;
  readonly unsent: readonly PlannedDocument[];
  /** How many documents it has, and how many there are up to its end. */
  readonly size: number;
  readonly upTo: number;
  readonly isLast: boolean;
}

/** The passes of a plan, in their order, with the documents of these names that are still to be sent. */
export function passesOf(plan: readonly PlannedDocument[], unsent: ReadonlySet<string>): readonly Pass[] {
  const byPass = Map.groupBy(plan, ({ pass = 1 }) => pass);
  let upTo = 0;
  return [...byPass].map(([number, documents], index) => {
    upTo += documents.length;
    const left = documents.filter(({ document_name }) => unsent.has(document_name));
    return { number, unsent: left, size: documents.length, upTo, isLast: index === byPass.size - 1 };
  });
}

/** The pass that another worker was in the middle of, where it matters: a search judges each by its schedule, which begins anew. */
export function restartedPass(passes: readonly Pass[], { mode }: Workload): number | undefined {
  if (mode !== 'search') return undefined;
  return passes.find(({ unsent, size }) => unsent.length > 0 && unsent.length < size)?.number;
}

/** How far a run has come. */
export interface Standing {
  readonly isOver: boolean;
  /** Every document of the pass is settled. */
  readonly isDrained: boolean;
  /** Documents that only a dead worker knew about, and whether nothing else of the pass is waited for. */
  readonly lost: readonly string[];
  readonly isLastHope: boolean;
}

/** A document of a later pass is not settled before it is sent, so the number of those that are says enough. */
export const isDrained = (benchmark: Benchmark, { upTo }: Pass): boolean => !isRunning(benchmark) || benchmark.settled >= upTo;

/** What is still missing of a pass. */
export function standingOf(benchmark: Benchmark, pass: Pass): Standing {
  if (!isRunning(benchmark)) return { isOver: true, isDrained: true, lost: [], isLastHope: false };
  const lost = [...benchmark.documents.entries()]
    .filter(([, { upload, start, end }]) => upload === 'interrupted' && start === undefined && end === undefined)
    .map(([name]) => name);
  const { settled } = benchmark;
  return { isOver: false, isDrained: settled >= pass.upTo, lost, isLastHope: settled + lost.length === pass.upTo };
}

/** The documents that an event plans. */
export const plannedBy = (event: BenchmarkEvent): readonly PlannedDocument[] =>
  event.type === 'DocumentsPlanned' ? event.data.documents : [];
