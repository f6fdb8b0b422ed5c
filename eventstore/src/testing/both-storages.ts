import { afterAll, beforeAll, describe } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { freshFolder, runNode, type TestNode } from './running-node.js';

/** The same sentences about a node on disk and about one in memory. */
export function onBothStorages(sentences: (node: () => TestNode) => void): void {
  describe.each(['on disk', 'in memory'])('%s', (where) => {
    let node: TestNode;
    let folder: Awaited<ReturnType<typeof freshFolder>>;
    beforeAll(async () => {
      folder = await freshFolder();
      node = await runNode(where === 'on disk' ? { data: folder.path } : { inMemory: true });
    });
    afterAll(async () => {
      await node.stop();
      await folder.remove();
    });
    sentences(() => node);
  });
}

export const fresh = (): string => `benchmark-${randomUUID()}`;
