import { expect, it } from '@jest/globals';
import { sampleOf } from './platform-time.js';

it('takes the four moments of NTP, in whole microseconds', () => {
  const text = JSON.stringify({ received_at: 1_764_000_000.123456, sent_at: 1_764_000_000.1236 });
  expect(sampleOf(text, 7, 9)).toEqual({ t1: 7, t2: 1_764_000_000_123_456, t3: 1_764_000_000_123_600, t4: 9 });
});

it.each([
  '',
  'ok',
  '{}',
  '[1, 2]',
  '{"received_at": 1764000000}',
  '{"received_at": "1764000000", "sent_at": "1764000000"}',
  '{"received_at": null, "sent_at": 1764000000}',
  '{"received_at": 1764000000, "sent_at": 1e300}',
  '{"received_at": 1764000000000, "sent_at": 1764000000000}',
])('takes nothing of %j', (text) => {
  expect(sampleOf(text, 7, 9)).toBeUndefined();
});
