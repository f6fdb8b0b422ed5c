import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LayeredMap } from './index.js';

type Write = readonly [key: string, value: { readonly n: number }];

it('Layers on layers are one map, and what lies below never changes', () => {
  const writes = fc.array(fc.tuple(fc.constantFrom(...'abcdef'), fc.record({ n: fc.nat(9) })));
  fc.assert(
    fc.property(fc.array(writes, { maxLength: 4 }), (layers) => {
      let below: LayeredMap<string, Write[1]> | undefined;
      const plain = new Map<string, Write[1]>();
      for (const layer of layers) {
        const before = below && everything(below);
        const top: LayeredMap<string, Write[1]> = new LayeredMap(below);
        for (const [key, value] of layer) {
          plain.set(key, value);
          expect(top.set(key, value)).toBe(top);
          expect(everything(top)).toEqual(everythingIn(plain));
        }
        if (below) expect(everything(below)).toEqual(before);
        below = top;
      }
    }),
  );
});

const KEYS = [...'abcdefg'];

const everything = (map: LayeredMap<string, Write[1]>) => ({
  size: map.size,
  entries: [...map.entries()],
  got: KEYS.map((key) => map.get(key)),
  had: KEYS.map((key) => map.has(key)),
});

const everythingIn = (map: Map<string, Write[1]>): ReturnType<typeof everything> => ({
  size: map.size,
  entries: [...map],
  got: KEYS.map((key) => map.get(key)),
  had: KEYS.map((key) => map.has(key)),
});
