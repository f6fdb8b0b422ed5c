import { expect, it } from '@jest/globals';
import { crc32c } from './crc32c.js';

it.each([
  ['123456789', 0xe3069283],
  ['', 0],
  ['a', 0xc1d04330],
])('agrees with the published check values of CRC-32C: %j', (text, sum) => {
  expect(crc32c(Buffer.from(text))).toBe(sum);
});

it('knows the check values of RFC 3720: 32 zeros, 32 ones, counting up', () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))).toBe(0x46dd794e);
});

it('sums only the stretch that it is given', () => {
  expect(crc32c(Buffer.from('xx123456789yy'), 2, 11)).toBe(0xe3069283);
});
