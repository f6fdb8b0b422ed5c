import { expect, it } from '@jest/globals';
import { readArguments } from './request.js';

it.each([
  ['create --role auditor --name eve', { kind: 'create', role: 'auditor', name: 'eve' }],
  ['list', { kind: 'list' }],
  ['revoke 80eeddbbf936', { kind: 'revoke', keyId: '80eeddbbf936' }],
  ['secret set HTTP://Eigen.Example:80/', { kind: 'secret set', host: 'eigen.example', fromStdin: false }],
  ['secret set 127.0.0.1:8283 --stdin', { kind: 'secret set', host: '127.0.0.1:8283', fromStdin: true }],
  ['secret list', { kind: 'secret list' }],
  ['secret remove eigen.example', { kind: 'secret remove', host: 'eigen.example' }],
  ['audit list', { kind: 'audit list' }],
  ['audit rotate', { kind: 'audit rotate' }],
  ['audit restart', { kind: 'audit restart' }],
  ['--help', { kind: 'help' }],
  ['secret set -h', { kind: 'help' }],
])('understands %s', (line, request) => {
  expect(readArguments(line.split(' '))).toEqual({ request, style: 'people' });
});

it.each([
  ['list --json', 'json'],
  ['list --quiet', 'quiet'],
  ['list --quiet --json', 'json'],
])('tells %s in its style', (line, style) => {
  expect(readArguments(line.split(' '))).toMatchObject({ style });
});

it.each([
  '',
  'nonsense',
  'secret',
  'secret show',
  'create',
  'create --role operator',
  'create --name ci',
  'create --role king --name ci',
  'create --role operator --name',
  'create ci --role operator --name ci',
  'list all',
  'list --name ci',
  'list --verbose',
  'revoke',
  'revoke a b',
  'revoke a --stdin',
  'secret set',
  'secret set ftp://eigen',
  'secret set a b',
  'secret remove',
  'audit',
  'audit rotate now',
  'audit rotate --stdin',
])('does not understand %j', (line) => {
  expect(() => readArguments(line.split(' ').filter(Boolean))).toThrow(expect.objectContaining({ name: 'WrongUsage' }));
});

it.each(['', ' ', 'two\nlines', 'x'.repeat(201)])('takes %j for no name', (name) => {
  expect(() => readArguments(['create', '--role', 'operator', '--name', name])).toThrow('--name');
});
