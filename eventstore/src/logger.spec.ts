import { expect, it } from '@jest/globals';
import { isShown } from './logger.js';

it.each([
  [undefined, ['info', 'error', 'fatal']],
  ['loud', ['info', 'error', 'fatal']],
  ['verbose', ['info', 'error', 'fatal']],
  ['warn', ['error', 'fatal']],
  ['error', ['error', 'fatal']],
  ['fatal', ['fatal']],
])('with the level %s, logs what is %j', (asked, shown) => {
  expect((['info', 'error', 'fatal'] as const).filter((level) => isShown(level, asked))).toEqual(shown);
});
