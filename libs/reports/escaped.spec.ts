import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escaped } from './index.js';

it.each([
  [`<a href="x">'&'</a>`, '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;'],
  ['a\tb\r\nc', 'a&#9;b&#13;&#10;c'],
  ['\u0000\u0008\u001F\uFFFE\uFFFF', '\uFFFD'.repeat(5)],
  ['\uD800x\uDC00', '\uFFFDx\uFFFD'],
  ['日本語 🎉 \u0085', '日本語 🎉 \u0085'],
])('makes %j harmless', (text, harmless) => {
  expect(escaped(text)).toBe(harmless);
});

it('leaves nothing that means anything in markup, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const harmless = escaped(text);
      expect(harmless.isWellFormed()).toBe(true);
      expect([...harmless].filter((character) => character < ' ')).toEqual([]);
      expect(harmless.replace(/&(?:amp|lt|gt|quot|#39|#9|#10|#13);/g, '')).not.toMatch(/[<>"'&\uFFFE\uFFFF]/);
    }),
  );
});
