import { expect, it } from '@jest/globals';
import { isSoftDeleted, NO_METADATA, parseMetadata, SOFT_DELETED, TOMBSTONE, withTruncateBefore } from './stream-metadata.js';

it('reads what a stream keeps and who may use it', () => {
  expect(parse('{"$maxCount":5,"$maxAge":60,"$tb":3,"colour":"red","$acl":{"$r":"ann","$w":["bob","$ops"],"$d":[]}}')).toEqual({
    maxCount: 5, maxAgeSeconds: 60, truncateBefore: 3, acl: { $r: ['ann'], $w: ['bob', '$ops'], $d: [] }, document: undefined,
  });
});

it('tells the number of a deleted stream from its neighbours', () => {
  expect(isSoftDeleted(parseMetadata(SOFT_DELETED))).toBe(true);
  expect(isSoftDeleted(parse('{"$tb":9223372036854775806}'))).toBe(false);
  expect(parse('{"$tb":9223372036854775806}').truncateBefore).toBe(TOMBSTONE - 1);
});

it.each(['{"$maxCount":"5"}', '{"$maxCount":1.5,"$tb":2}', '{"$tb":9223372036854776000}', '{"$tb":null}', '{"$tmp":1}', '{"$tb":1,"$acl":{"$x":"ann"}}',
  '{"$tb":1,"$acl":{"$r":[1]}}', '{"$tb":1,"$acl":"ann"}', '{"$tb":1e3}', '[1]', 'null', '{', ''])('takes no notice at all of %s', (text) => {
  expect(parse(text)).toEqual(NO_METADATA);
});

it.each(['{"$maxCount":0}', '{"$maxAge":-1}', '{"$tb":-1}', '{"other":{"$tb":"x"}}'])('sees no limit in %s', (text) => {
  expect(parse(text)).toEqual(NO_METADATA);
});

it('changes the first number of a document and nothing else', () => {
  const document = Buffer.from('{"big":12345678901234567890,"$tb":1,"list":[1.50]}');
  expect(withTruncateBefore(document, 7)?.toString()).toBe('{"big":12345678901234567890,"$tb":7,"list":[1.50]}');
  expect(withTruncateBefore(Buffer.from('no document'), 7)).toBeUndefined();
});

const parse = (text: string) => parseMetadata(Buffer.from(text));
