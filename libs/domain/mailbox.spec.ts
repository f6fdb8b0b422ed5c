import { expect, it } from '@jest/globals';
import { headerText, mailboxOf } from './mailbox.js';

it.each([
  ['slowking@localhost', { name: '', address: 'slowking@localhost' }],
  [' a.b+c@example.org ', { name: '', address: 'a.b+c@example.org' }],
  ['Jörg Müller <joerg@example.org>', { name: 'Jörg Müller', address: 'joerg@example.org' }],
  ['"Doe, Jane" <jane@example.org>', { name: 'Doe, Jane', address: 'jane@example.org' }],
  ['<jane@example.org>', { name: '', address: 'jane@example.org' }],
  ['Jane\r\nBcc: e@example.org <jane@example.org>', { name: 'Jane Bcc: e@example.org', address: 'jane@example.org' }],
  ['jörg@bücher.example', { name: '', address: 'jörg@bücher.example' }],
])('%j is a mailbox', (text, mailbox) => {
  expect(mailboxOf(text)).toEqual(mailbox);
});

it.each([
  '',
  'nobody',
  '@example.org',
  'a@',
  'a@b@c',
  'a@example.org, b@example.org',
  'a@example.org;b@example.org',
  'a@example.org\r\nBcc: evil@example.org',
  'Jane <a@example.org> <b@example.org>',
  'Jane <a@example.org',
  'Jane <a@example.org\n>, b@example.org',
  '"a b"@example.org',
  'evil@example.org:x@example.com',
  'a@exa\u0000mple.org',
])('%j is none', (text) => {
  expect(mailboxOf(text)).toBeUndefined();
});

it('leaves nothing in a header that could end it', () => {
  expect(headerText('a\r\nBcc: b\u0000c\u2028d\u007f\ud800 é 😀\t')).toBe('a Bcc: b c d é 😀');
});
