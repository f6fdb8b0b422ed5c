import type { Recorded, SagaJob, SagaTry, SagaWorker } from '#eventsourcing';
import type { WorkerProcess } from './worker-process.js';
import type { World } from './world.js';

/** Gives every saga its turn at every fact, so many times each, until nothing follows any more; timers go off last. */
export async function runJobs(world: World, { workers }: WorkerProcess, times = 1): Promise<void> {
  const timers: (() => Promise<void>)[] = [];
  let seen = 0;
  for (let history = await world.history(); seen < history.length; history = await world.history()) {
    for (const fact of history.slice(seen)) {
      for (const worker of workers.filter(({ reactsTo }) => reactsTo.includes(fact.type))) {
        const work = () => repeat(times, () => carryOut(worker, fact));
        const seconds = worker.delaySeconds(fact);
        if (seconds === 0) await work();
        else if (seconds !== undefined) timers.push(work);
      }
    }
    seen = history.length;
    if (seen === (await world.history()).length) for (const work of timers.splice(0)) await work();
  }
}

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time += 1) await work();
}

/** Until it succeeds, or was tried often enough; without the pauses. */
async function carryOut(worker: SagaWorker, { stream, revision }: Recorded): Promise<void> {
  const job: SagaJob = { stream, revision: String(revision) };
  for (let attempt = 1; ; attempt += 1) {
    const turn: SagaTry = { attempt, isLast: attempt > worker.retry.limit, signal: new AbortController().signal };
    try {
      return await worker.perform(job, turn);
    } catch (error) {
      if (turn.isLast) return worker.giveUp(job, String(error));
    }
  }
}
