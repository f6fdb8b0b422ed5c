import type { Documentation } from '../http/documented.js';
import { accepted } from './answers.js';

const example = {
  benchmark_id: '5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e',
  stream: 'benchmark-5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e',
  revision: 0,
};
const stored = {
  status: 202,
  answer: 'The events of the command are stored, or were already.',
  content: [{ shape: accepted, example }],
} as const;

const start = {
  benchmark_name: 'Release 5.11',
  benchmark_type: 'latency',
  benchmark_url: 'http://127.0.0.1:8283',
  username: 'bench',
  password: 'wonderland',
  benchmark_infra: 'local',
  eigen_version: '5.11.0',
  documents: 'invoices',
  workload: { mode: 'closed', in_flight: 4 },
  slo: ['p95(processing) < 5s', 'failed == 0'],
  baseline: 'last-passing',
  notify: 'team@example.org',
  deadline_seconds: 3600,
};
const updateDocument = {
  document_name: 'lease.md',
  eigen_document_id: 70,
  eigen_project_id: 7,
  benchmark_host_name: '127.0.0.1:8283',
  start_time: 1_764_000_000.123456,
  end_time: '2025-11-24T16:00:02.5Z',
};

const TARGET = ['InvalidTarget', 'TargetNotAllowed'];
const JUDGEMENT = ['InvalidObjective', 'UnknownBaseline'];
const DOCUMENTS = ['NoDocuments', 'DuplicateDocument', 'UnfitDocumentName', 'DocumentMissing', 'ImpossibleWorkload'];

/** What the API's description says of the commands. */
export const describedCommands = {
  start: {
    ...stored,
    id: 'startBenchmark',
    request: { schema: 'StartBenchmark', example: start },
    summary: 'CreateBenchmark: benchmarks a target that is running',
    description:
      'Logs in, creates a project, uploads the documents, takes the instrumentation in, makes the report and mails it. ' +
      'The same idempotency key again is the same benchmark. The names of the original application are accepted too: ' +
      '`name`, `target_url`, `target_infra`, `target_eigen_platform_version`.',
    problems: ['UnknownBenchmarkType', ...TARGET, ...DOCUMENTS, ...JUDGEMENT, 'AlreadyCreated', 'TooLarge', 'UnsupportedMediaType'],
  },
  updateDocument: {
    ...stored,
    id: 'updateDocument',
    request: { schema: 'UpdateDocument', example: updateDocument },
    summary: "UpdateDocument: from the platform's instrumentation",
    description: 'When the platform began with a document, when it was through with it, or both. Repeats add nothing.',
    problems: [
      'NoTime',
      'InvalidTime',
      'UnknownProject',
      'NoProject',
      'TimeConflict',
      'BenchmarkOver',
      'UnknownDocument',
      'TooLarge',
      'UnsupportedMediaType',
    ],
  },
  cancel: {
    ...stored,
    id: 'cancelBenchmark',
    summary: 'CancelBenchmark: ends the run; its report tells what was measured',
    problems: ['NotFound', 'BenchmarkOver'],
  },
  acknowledgeChange: {
    ...stored,
    id: 'acknowledgeChange',
    request: { schema: 'AcknowledgeChange', example: { reason: 'The new parser reads tables, too.' } },
    summary: 'AcknowledgeChange: the change in the series that begins with this run is known',
    description: 'It divides the series from then on, and is not reported as new. The same reason again is a repeat.',
    problems: ['NotFound', 'BenchmarkRunning', 'NotCompleted', 'AlreadyAcknowledged', 'TooLarge', 'UnsupportedMediaType'],
  },
} as const satisfies Record<string, Documentation>;
