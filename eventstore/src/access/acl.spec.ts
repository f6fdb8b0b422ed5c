import { expect, it } from '@jest/globals';
import { NO_DEFAULTS, parseDefaults, permits, type Caller } from './acl.js';

it.each([
  ['everyone may use a stream of which nothing is said', ann, 's', {}, true],
  ['only admins may use the system\'s own', ann, '$s', {}, false],
  ['a list names users', ann, 's', { $r: ['ann'] }, true],
  ['a list names groups', ann, 's', { $r: ['$ops'] }, true],
  ['a list names everyone', bob, '$s', { $r: ['$all'] }, true],
  ['who is not on the list may not', bob, 's', { $r: ['ann'] }, false],
  ['nobody is on an empty list', ann, 's', { $r: [] }, false],
  ['admins may whatever the list says', admin, 's', { $r: [] }, true],
  ['another right\'s list does not matter', bob, 's', { $w: ['ann'] }, true],
])('%s', (_rule, caller, stream, acl, may) => {
  expect(permits(caller(), '$r', stream as string, acl, NO_DEFAULTS)).toBe(may);
});

it('asks the lists of the stream\'s class where its own is silent, key by key', () => {
  const defaults = parseDefaults(Buffer.from('{"$userStreamAcl":{"$r":"ann","$w":"ann"},"$systemStreamAcl":{"$r":"bob"}}'));
  expect(permits(bob(), '$r', 's', {}, defaults)).toBe(false);
  expect(permits(bob(), '$r', 's', { $r: ['bob'] }, defaults)).toBe(true);
  expect(permits(bob(), '$w', 's', { $r: ['bob'] }, defaults)).toBe(false);
  expect(permits(bob(), '$d', 's', {}, defaults)).toBe(true);
  expect(permits(bob(), '$r', '$s', {}, defaults)).toBe(true);
});

it.each(['', '[]', '{"$userStreamAcl":{"$x":"ann"}}', '{"$userStreamAcl":7}'])('takes no notice of settings like %s', (text) => {
  expect(parseDefaults(Buffer.from(text))).toEqual(NO_DEFAULTS);
});

function ann(): Caller {
  return { name: 'ann', groups: ['$ops'] };
}
function bob(): Caller {
  return { name: 'bob', groups: [] };
}
function admin(): Caller {
  return { name: 'ann', groups: ['$admins'] };
}
