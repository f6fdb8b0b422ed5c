import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUuid } from './uuid.js';

const CANONICAL = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

it('reads an id in either case, with or without dashes', () => {
  fc.assert(fc.property(fc.uuid(), fc.constantFrom<(text: string) => string>(String, (text) => text.toUpperCase(), (text) => text.replaceAll('-', ''), (text) => text.replace('-', '')), (id, written) => {
    expect(parseUuid(Buffer.from(written(id)))?.toString('hex')).toBe(id.replaceAll('-', ''));
  }));
});

it('takes nothing else for one', () => {
  const almost = fc.tuple(fc.uuid(), fc.nat(36), fc.constantFrom('', '-', '0', 'g', 'é', ' ')).map(([id, at, put]) => id.slice(0, at) + put + id.slice(at + (put === '' ? 1 : 0)));
  const replaced = fc.tuple(fc.uuid(), fc.nat(35), fc.constantFrom('-', '0', 'g', ' ')).map(([id, at, put]) => id.slice(0, at) + put + id.slice(at + 1));
  fc.assert(fc.property(fc.oneof(almost, replaced, fc.string()), (text) => {
    expect(parseUuid(Buffer.from(text)) !== undefined).toBe(CANONICAL.test(text));
  }), { numRuns: 2000 });
});
