import { EXIT, Failure } from '../failure.js';
import type { Problem } from './api-types.js';

/** What to do next, by the code of a problem. */
export const HINTS: Readonly<Record<string, string>> = {
  NoReport: 'It is there a moment after the end of the run; `slowking parked` shows whether making it failed.',
  NotSealed: 'The log is sealed a moment after the report is made.',
  BenchmarkRunning: '`slowking watch <id>` waits for the end.',
  NotCompleted: '`slowking list --status completed` shows the runs that are part of series.',
  AlreadyAcknowledged: '`slowking series <id>` shows the reason that stands.',
  BenchmarkOver: '`slowking show <id>` tells how it ended.',
  UnknownBenchmarkType: '`slowking help start` names the types: latency, throughput.',
  ImpossibleWorkload: 'docs/workloads.md says what a workload may ask for; `slowking help start` has its options.',
  TargetNotAllowed: 'Whoever runs slowking allows targets with SLOWKING_TARGETS.',
  DocumentMissing: 'Documents are looked for below the artifacts directory of the API (SLOWKING_ARTIFACTS).',
  NoDocuments: 'Put files into the artifacts directory of the API (SLOWKING_ARTIFACTS).',
  InvalidObjective: "An objective is a function, a comparison and a limit: 'p95(processing) < 5s', 'failed == 0'; docs/objectives.md.",
  UnknownBaseline: '`slowking list --status completed` shows what there is to compare with.',
  AlreadyCreated: 'The same --idempotency-key was used for another request: use another key, or none.',
  Unavailable: '`slowking doctor` tells which part is away.',
};

/** Where the code says nothing, the status does. */
const NEXT: Readonly<Record<number, string>> = {
  401: 'Give a key with SLOWKING_API_KEY; whoever runs slowking makes one.',
  403: 'The key that was given may not do this.',
  429: 'Wait a while.',
};

const EXIT_CODES: Readonly<Record<number, number>> = {
  401: EXIT.notAllowed,
  403: EXIT.notAllowed,
  429: EXIT.unavailable,
  502: EXIT.unavailable,
  503: EXIT.unavailable,
  504: EXIT.unavailable,
};

/** The failure that an answer stands for. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const problem = await problemIn(response);
  const exitCode = EXIT_CODES[status] ?? (status < 500 ? EXIT.refused : EXIT.software);
  const text = problem?.title ?? `The API answered ${status} ${response.statusText}, which is no answer of slowking.`;
  const hint = problem ? (HINTS[problem.code] ?? whereToLook(text) ?? NEXT[status]) : NOT_OURS;
  return new Failure(exitCode, text, hint, problem?.code);
}

const NOT_OURS = 'Is --api or SLOWKING_API the address of slowking?';

/** One code stands for all that is not there. */
function whereToLook(text: string): string | undefined {
  if (text.includes('rebuild')) return '`slowking rebuild read-models` asks for one.';
  if (text.includes('parked job')) return '`slowking parked` shows those there are.';
  if (/(such|id of a) benchmark\b/.test(text)) return '`slowking list` shows those there are.';
  return text.startsWith('Cannot ') ? 'This API does not know such a thing: is it of the same version?' : undefined;
}

async function problemIn(response: Response): Promise<Problem | undefined> {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json');
  try {
    const body: unknown = isProblem ? await response.json() : await response.body?.cancel();
    return body as Problem | undefined;
  } catch {
    return undefined;
  }
}
