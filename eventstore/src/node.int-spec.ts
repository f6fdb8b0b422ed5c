import { expect, it, jest } from '@jest/globals';
import { serve, startNode } from './node.js';
import { MemoryStorage } from './storage/memory.storage.js';

it('leaves nothing running when its port is taken, and says so', async () => {
  const first = await startNode();
  const [begun, ended] = [jest.spyOn(globalThis, 'setInterval'), jest.spyOn(globalThis, 'clearInterval')];
  const storage = new MemoryStorage();
  const closed = jest.spyOn(storage, 'close');
  await expect(serve(storage, { port: first.port })).rejects.toThrow('EADDRINUSE');
  const timers = begun.mock.results.map(({ value }) => value as NodeJS.Timeout);
  expect(timers).not.toHaveLength(0);
  for (const timer of timers) expect(ended).toHaveBeenCalledWith(timer);
  expect(closed).toHaveBeenCalledTimes(1);
  jest.restoreAllMocks();
  await first.stop();
});

it.each(['stop', 'kill'] as const)('ends once, whatever comes after %s', async (first) => {
  const storage = new MemoryStorage();
  const closed = jest.spyOn(storage, 'close');
  const node = await serve(storage, {});
  await Promise.all([node[first](), node.stop(), node.kill(), node.stop()]);
  await node.stopped;
  expect(closed).toHaveBeenCalledTimes(1);
});
