import { EventStoreDBClient, jsonEvent, type JSONEventData, type JSONEventType, type ResolvedEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode, type NodeOptions, type RunningNode } from '../index.js';

export { eventually } from './eventually.js';

export interface TestNode extends RunningNode {
  readonly client: EventStoreDBClient;
}

/** A node on a free port and a real client of it. */
export async function runNode(options: NodeOptions): Promise<TestNode> {
  return withClient(await startNode(options));
}

export function withClient(node: RunningNode): TestNode {
  const client = EventStoreDBClient.connectionString`${node.url}`;
  const stop = async (): Promise<void> => {
    await client.dispose();
    await node.stop();
  };
  const kill = async (): Promise<void> => {
    await node.kill();
    await client.dispose();
  };
  return { ...node, client, stop, kill };
}

/** A folder of its own for a test, and how to remove it. */
export async function freshFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'eventstore-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export type Happened = JSONEventData<JSONEventType<string, { n: number }>>;

export const happened = (n: number, id: string = randomUUID(), type = 'Happened'): Happened => jsonEvent({ id, type, data: { n } });

export const many = (count: number, type = 'Happened'): Happened[] => Array.from({ length: count }, (_, n) => happened(n, randomUUID(), type));

/** What a read yields, as "revision@stream". */
export async function places(read: AsyncIterable<ResolvedEvent>): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of read) found.push(`${event!.revision}@${event!.streamId}`);
  return found;
}
