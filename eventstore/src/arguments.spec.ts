import { expect, it } from '@jest/globals';
import { readArguments } from './arguments.js';

it('serves a directory on the protocol\'s own port and the loopback address', () => {
  expect(readArguments(['--data', 'd'])).toEqual({ command: 'serve', data: 'd', port: 2113, host: '127.0.0.1', inMemory: false });
});

it('serves from memory, and verifies a directory', () => {
  expect(readArguments(['--mem', '--port', '0'])).toMatchObject({ command: 'serve', inMemory: true, port: 0 });
  expect(readArguments(['verify', '--data', 'd'])).toMatchObject({ command: 'verify', data: 'd' });
});

it.each([
  [[], '--data DIR is missing'],
  [['--data', 'd', '--mem'], 'exclude each other'],
  [['--mem', '--port', '70000'], '--port must be a number'],
  [['--mem', '--port', 'x'], '--port must be a number'],
  [['verify', '--mem'], '--data DIR is missing'],
  [['dance', '--mem'], 'unknown command: dance'],
  [['--mem', '--cert', 'c'], '--cert and --key belong together'],
  [['--mem', '--cert', 'c', '--key', 'k', '--insecure'], '--insecure excludes'],
  [['--loud'], '--loud'],
])('says in one line what is wrong with %j', (argv, message) => {
  expect(() => readArguments(argv)).toThrow(message);
});
