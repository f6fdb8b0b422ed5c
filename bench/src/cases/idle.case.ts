import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Case } from '../bench.js';
import { atMost } from '../figure.js';
import { residentMemory } from '../parts/memory.js';
import { Program } from '../parts/program.js';
import { alone, amount, inTurns } from '../rounds.js';
import { median } from '../figure.js';

const PARTS = ['api', 'worker', 'eigen', 'eventstore', 'mail'] as const;

/** Everything embedded, as `npm start` leaves it alone. */
export const idle: Case = {
  name: 'idle',
  about: 'idle memory of API and worker; start to ready, warm',
  async measure(bench) {
    const folder = bench.place('idle');
    await mkdir(folder, { mode: 0o711 });
    const memories: Record<string, number>[] = [];
    let started = 0;
    // The first one, which makes a new home, does not count.
    const turns = await inTurns(bench.rounds, bench.disk, {
      start: async () => {
        const began = performance.now();
        const program = await startAll(folder);
        started = (performance.now() - began) / 1000;
        memories.push(await settledMemory(bench, program, folder).finally(() => program.stop()));
        return started;
      },
      memory: async () => memories.at(-1)!['api']! + memories.at(-1)!['worker']!,
    });
    const beside = [...PARTS, 'npm start'].map((part) => `${part} ${amount(median(memories.map((memory) => memory[part]!)))}`).join(', ');
    return [
      { name: 'idle.memory', title: 'idle memory of API and worker together', unit: 'MB', goal: atMost(250), rounds: alone(turns, 'memory'), beside },
      { name: 'idle.start', title: 'start to ready, warm', unit: 's', goal: atMost(5), rounds: alone(turns, 'start'), beside: 'event store, PostgreSQL, mail, API, worker, platform' },
    ];
  },
};

function startAll(folder: string): Promise<Program> {
  const free = ['API', 'EIGEN', 'EVENTSTORE', 'POSTGRES', 'SMTP', 'MAIL'].map((part) => [`SLOWKING_${part}_PORT`, '0']);
  const environment = { ...Object.fromEntries(free), SLOWKING_HOME: join(folder, 'home') };
  return Program.start({ script: 'apps/dev/src/main.js', environment, log: join(folder, 'start.log') });
}

/** MiB by part, once nothing has happened for a while. */
async function settledMemory(bench: Bench, { pid }: Program, folder: string): Promise<Record<string, number>> {
  await sleep(bench.count(15_000, 500));
  const children = JSON.parse(await readFile(join(folder, 'home/children.json'), 'utf8')) as number[];
  const memory: Record<string, number> = { 'npm start': await residentMemory(pid) };
  for (const child of children) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8');
    const part = PARTS.find((name) => command.includes(`/${name}/src/main.js`) || command.includes(`dev/src/${name}.js`));
    if (part) memory[part] = await residentMemory(child);
  }
  return memory;
}
