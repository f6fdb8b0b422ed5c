import { expect, it } from '@jest/globals';
import { cursorOf, pageOf, placeOf } from './page.js';

it('goes on after the last item, for as long as there are more', () => {
  const { items, nextCursor } = pageOf([1, 2, 3], 2, (item) => [item]);
  expect(items).toEqual([1, 2]);
  expect(placeOf(nextCursor!, ['number'])).toEqual([2]);
  expect(pageOf([3], 2, (item) => [item])).toEqual({ items: [3], nextCursor: null });
});

it('keeps any text, in a form that fits into an address', () => {
  const cursor = cursorOf(['ä/ü+🐢', 7]);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(placeOf(cursor, ['string', 'number'])).toEqual(['ä/ü+🐢', 7]);
});

it.each(['', 'x', '%%%', cursorOf([1]), cursorOf(['a', 'b']), cursorOf(['a', 1, 2]), cursorOf(['a', 1e10]), cursorOf(['a', -1]), cursorOf(['a', -3e9]), cursorOf(['a', -1e300]), cursorOf(['a', 0.5]), cursorOf(['\0', 1])])('refuses the cursor %p', (cursor) => {
  expect(() => placeOf(cursor, ['string', 'number'])).toThrow(expect.objectContaining({ code: 'InvalidCursor' }));
});
