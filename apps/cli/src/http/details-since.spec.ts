import { expect, it } from '@jest/globals';
import type { AsOf, BenchmarkDetails } from './api-types.js';
import { detailsSince } from './details-since.js';

it('waits for a read model that is behind what was seen', async () => {
  const asked: AsOf[] = [];
  const revisions = [17, 17, 21];
  expect(await detailsSince(api(asked, () => revisions.shift() ?? 0), 'id', 20)).toEqual({ revision: 21 });
  expect(asked).toEqual([{}, {}, {}]);
});

it('asks the log where the read model stays behind', async () => {
  const asked: AsOf[] = [];
  expect(await detailsSince(api(asked, () => 17), 'id', 20, 250)).toEqual({ revision: 20 });
  expect(asked.at(-1)).toEqual({ at_revision: 20 });
});

const api = (asked: AsOf[], readModel: () => number) => ({
  show: async (_id: string, asOf: AsOf = {}) => {
    asked.push(asOf);
    return { revision: asOf.at_revision ?? readModel() } as BenchmarkDetails;
  },
});
