import { expect, it } from '@jest/globals';
import { newSigningSecret, parseSigningSecret } from './signing-secret.js';

it('makes secrets of 256 bits, each another one, that it reads', () => {
  const secrets = Array.from({ length: 100 }, newSigningSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect([secret.slice(0, 6), parseSigningSecret(secret)?.length]).toEqual(['whsec_', 32]);
});

it.each([
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ' whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n',
])('reads %j', (text) => {
  expect(parseSigningSecret(text)?.toString('base64')).toBe('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});

it.each([
  '',
  'whsec_',
  'whsec_c2hvcnQ=',
  `whsec_${Buffer.alloc(23).toString('base64')}`,
  `whsec_${Buffer.alloc(65).toString('base64')}`,
  `whsec_${'!'.repeat(40)}`,
  `whsec_MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw`,
  `whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`,
])('takes %j for none', (text) => {
  expect(parseSigningSecret(text)).toBeUndefined();
});
