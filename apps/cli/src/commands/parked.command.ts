import type { Command } from 'commander';
import type { ParkedJobs } from '../http/api-types.js';
import { contextOf } from '../context.js';
import { moment } from '../output/figures.js';
import { table, type Column } from '../output/table.js';

const EXAMPLES = `
Examples:
  $ slowking parked
  $ slowking parked retry 0b8f6f0e-3b6f-5a57-8a07-5c2f7c639a0e

A job is parked when its last try has failed: a mail that could not be sent, a report that could not be written.`;

/** `slowking parked`. */
export function parkedCommand(program: Command): void {
  const parked = program
    .command('parked')
    .summary('list jobs that failed for good, or try one again')
    .description('Lists jobs whose last try has failed, last failed first.')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: object, command: Command) => {
      const { api, screen } = contextOf(command);
      const jobs = await api.parked();
      const lines = () => (jobs.items.length === 0 ? ['No job is parked.'] : screen.titled(table(COLUMNS, jobs.items, screen.width)));
      screen.answer(jobs, lines);
    });
  parked
    .command('retry')
    .summary('give a parked job one more try')
    .description('Gives a parked job one more try, at once.')
    .argument('<job-id>', 'id of the job, from `slowking parked`')
    .addHelpText('after', EXAMPLES)
    .action(async (jobId: string, _options: object, command: Command) => {
      const { api, screen } = contextOf(command);
      const retried = await api.retry(jobId);
      screen.answer(retried, () => [`Job ${retried.job_id} is tried again; \`slowking parked\` shows whether it fails once more.`]);
    });
}

const COLUMNS: readonly Column<ParkedJobs['items'][number]>[] = [
  { title: 'JOB', cell: ({ job_id }) => job_id },
  { title: 'STEP', cell: ({ saga }) => saga },
  { title: 'BENCHMARK', optional: true, cell: ({ benchmark_id }) => benchmark_id },
  { title: 'TRIES', align: 'right', cell: ({ attempts }) => String(attempts) },
  { title: 'FAILED', optional: true, cell: ({ failed_at }) => moment(failed_at) },
  { title: 'REASON', flexible: true, cell: ({ reason }) => reason },
];
