import { expect, it } from '@jest/globals';
import { Latencies } from './latencies.js';

it('says nothing before the first acknowledgement', () => {
  expect(new Latencies().measurements()).toEqual([]);
});

it('describes the last thousand', () => {
  const latencies = new Latencies();
  for (let n = 0; n < 500; n++) latencies.add(1e6);
  for (let n = 1; n <= 1000; n++) latencies.add(n);
  expect(Object.fromEntries(latencies.measurements())).toMatchObject({ Mean: 501, Median: 501, Fastest: 1, 'Quintile 2': 201, '90%': 901, '99.9%': 1000, Highest: 1000 });
});
