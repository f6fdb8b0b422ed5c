import { afterEach, beforeEach } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { join } from 'node:path';
import { spawnNode, type Child } from './child-node.js';
import { freshFolder } from './running-node.js';

/** Programs in processes of their own, none of which outlives its test. */
export interface Programs {
  /** Of this test alone, and gone after it. */
  readonly folder: string;
  /** Where its node keeps its log. */
  readonly data: string;
  /** A node on `data`. */
  run(...more: readonly string[]): Child;
  /** Sees to it that this one is ended, too. */
  keep(child: Child): Child;
}

/** For each test of this file. */
export function programsOfEachTest(): Programs {
  let children: Child[] = [];
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  beforeEach(async () => {
    children = [];
    folder = await freshFolder();
  });
  afterEach(async () => {
    await Promise.all(children.map(crash));
    await folder.remove();
  });
  const programs: Programs = {
    get folder() {
      return folder.path;
    },
    get data() {
      return join(folder.path, 'data');
    },
    run: (...more) => programs.keep(spawnNode('--data', programs.data, '--port', '0', ...more)),
    keep: (child) => {
      children.push(child);
      return child;
    },
  };
  return programs;
}

/** A client of a node that serves, or will soon. */
export const clientOf = async (node: Child): Promise<EventStoreDBClient> => EventStoreDBClient.connectionString`${(await node.ready).replace('ready: ', '')}`;

export async function crash(node: Child): Promise<void> {
  node.process.kill('SIGKILL');
  await node.exited;
}
