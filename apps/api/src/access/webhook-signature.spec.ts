import { expect, it } from '@jest/globals';
import { flawOf } from './webhook-signature.js';

/** The published example of Standard Webhooks. */
const SECRET = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const AT = 1_614_265_330;
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: String(AT),
  signature: SIGNATURE,
  body: Buffer.from('{"test": 2432232314}'),
};

it('knows the published example for good', () => {
  expect(flawOf(EXAMPLE, SECRET, AT)).toBeUndefined();
});

it.each([
  ['before another', `${SIGNATURE} v1,AAAA`],
  ['after another', `v1,${'A'.repeat(43)}= ${SIGNATURE}`],
  ['after one of another version', `v2,AAAA v1a,AAAA ${SIGNATURE}`],
])('needs one good signature, also %s', (_, signature) => {
  expect(flawOf({ ...EXAMPLE, signature }, SECRET, AT)).toBeUndefined();
});

it.each([
  ['another body', { body: Buffer.from('{"test": 2432232315}') }],
  ['the same body with another space', { body: Buffer.from('{"test":2432232314}') }],
  ['no body', { body: Buffer.alloc(0) }],
  ['another id', { id: 'msg_other' }],
  ['another time', { timestamp: String(AT + 1) }],
  ['no signature', { signature: '' }],
  ['a shorter signature', { signature: SIGNATURE.slice(0, 20) }],
  ['a longer signature', { signature: `v1,${Buffer.alloc(64).toString('base64')}` }],
  ['a signature of another version', { signature: SIGNATURE.replace('v1', 'v2') }],
  ['a signature without its version', { signature: SIGNATURE.replace('v1,', '') }],
])('says so with %s', (_, change) => {
  expect(flawOf({ ...EXAMPLE, ...change }, SECRET, AT)).toMatch(/^no v1 signature/);
});

it('says so with another secret', () => {
  expect(flawOf(EXAMPLE, Buffer.alloc(24), AT)).toMatch(/^no v1 signature/);
});

it.each([
  [-300.9, 'refused'],
  [-300, 'good'],
  [300, 'good'],
  [300.1, 'refused'],
  [86_400, 'refused'],
])('a message that comes %i seconds after it was signed is %s', (seconds, verdict) => {
  const flaw = flawOf(EXAMPLE, SECRET, AT + seconds);
  expect(flaw === undefined ? 'good' : 'refused').toBe(verdict);
});

it.each(['', 'soon', '-1614265330', '1614265330.5', ' 1614265330', '1e9', '9'.repeat(13)])(
  'takes %j for no time',
  (timestamp) => {
    expect(flawOf({ ...EXAMPLE, timestamp }, SECRET, AT)).toMatch(/^webhook-timestamp/);
  },
);

it.each(['', 'two words', 'ünder', 'x'.repeat(201), 'line\n'])('takes %j for no id', (id) => {
  expect(flawOf({ ...EXAMPLE, id }, SECRET, AT)).toMatch(/^webhook-id/);
});
