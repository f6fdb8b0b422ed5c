import { bracketOf, passVerdict, type PassedDocument } from '#domain';
import { statusOf } from './document-status.js';
import type { DocumentFacts, ReportedPass, ReportedSearch } from './report.model.js';
import { readRun, type RunHistory } from './run-history.js';

/** What a search has found so far. Undefined: the run is none. */
export async function readSearch(events: Parameters<typeof readRun>[0]): Promise<ReportedSearch | undefined> {
  const history = await readRun(events, true);
  return history && searchOf(history);
}

/** The passes of a search, each at its rate, and what follows from them. Undefined: the run is none. */
export function searchOf({ created: { workload }, documents, rates, restarted }: RunHistory): ReportedSearch | undefined {
  if (workload.mode !== 'search') return undefined;
  const { objective } = workload;
  const byPass = Map.groupBy(documents.filter(({ warmup }) => !warmup), ({ pass }) => pass);
  const passes = [...rates].map(([pass, rate_per_second]): ReportedPass => {
    const sent = (byPass.get(pass) ?? []).map((facts) => ({ ...facts, fate: fateOf(facts) }));
    const verdict = passVerdict(objective, sent);
    // Where a schedule began anew, there was a gap: the pass was easier than its rate says.
    const isKept = verdict.isKept && restarted.has(pass) ? undefined : verdict.isKept;
    return { pass, rate_per_second, documents: sent.length, ...verdict, isKept };
  });
  const { kept, missed } = bracketOf(passes);
  const best = passes.find(({ isKept, rate_per_second }) => isKept && rate_per_second === kept);
  return { objective, passes, kept, missed, best };
}

/** Interrupted and never begun with: whether it left at all, nobody knows, so the platform did not fail it. */
function fateOf(facts: DocumentFacts): PassedDocument['fate'] {
  const { status } = statusOf(facts);
  if (status === 'done') return 'done';
  return status === 'unfinished' || (status === 'failed' && facts.scheduledAt === undefined) ? 'open' : 'failed';
}
