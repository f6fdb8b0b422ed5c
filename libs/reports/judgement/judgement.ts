import { loadText } from '#domain';
import { evaluate, ObjectiveFault, overallVerdict, parseObjective, type Objective } from '#measurement';
import type { Measured, Note, Report, ReportedComparison, ReportedObjective } from '../report.model.js';
import type { RunHistory } from '../run-history.js';
import type { Baseline } from './baseline.js';
import { comparedWith, withheld } from './comparison.js';
import { objectiveFigures } from './objective-figures.js';

type Judged = Pick<Report, 'objectives' | 'comparison' | 'verdict' | 'notes'>;

/** What a run is worth by what was asked of it. */
export function judgementOf(measured: Measured, { created }: RunHistory, baseline: Baseline | undefined): Judged {
  const objectives = objectivesOf(measured, created.slo, baseline).map((each) => withheld(measured, each));
  const comparison = baseline && withheld(measured, comparedWith(measured, baseline));
  const answers = [...objectives, ...(comparison ? [comparison] : [])].map(({ verdict }) => verdict);
  return { objectives, comparison, verdict: overallVerdict(answers), notes: [...measured.notes, ...noteOf(measured, comparison)] };
}

function objectivesOf(measured: Measured, slo: readonly string[], baseline: Baseline | undefined): readonly ReportedObjective[] {
  const parsed = slo.map((text) => [text, parseObjective(text)] as const);
  const subjects = parsed.flatMap(([, found]) => (isObjective(found) ? found.subject : []));
  const figures = objectiveFigures(measured, subjects);
  const before = baseline?.kind === 'known' ? objectiveFigures(baseline.run, subjects) : undefined;
  return parsed.map(([text, found]) =>
    isObjective(found) ? { ...evaluate(found, figures, before), kind: found.subject.kind } : unreadable(text, found),
  );
}

const isObjective = (found: Objective | ObjectiveFault): found is Objective => !(found instanceof ObjectiveFault);

/** Nobody asked that of us: the API refuses it. It is in the log all the same. */
const unreadable = (objective: string, { message: reason }: ObjectiveFault): ReportedObjective => ({
  objective,
  verdict: 'inconclusive',
  observed: undefined,
  interval: undefined,
  limit: undefined,
  reason,
  kind: undefined,
});

/** Another load is another question: it is for people to say whether it matters. */
function noteOf({ run }: Measured, comparison: ReportedComparison | undefined): readonly Note[] {
  const { found, baseline } = comparison ?? {};
  const [now, before] = [loadText(run.workload), baseline && loadText(baseline.workload)];
  if (!found || before === undefined || now === before) return [];
  return [{ about: 'baseline', text: `The baseline's documents were sent in another way: ${before}, and now ${now}.` }];
}
