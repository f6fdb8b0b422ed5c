import { expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

it('needs nothing to be set', () => {
  expect(readSettings({})).toMatchObject({
    host: '127.0.0.1',
    port: 8283,
    username: undefined,
    password: undefined,
    tokenSeconds: 3_600,
    workers: 4,
    serviceLaw: { kind: 'constant', mean: 0.05 },
    seed: 1,
    clockRoute: true,
    clock: { offsetSeconds: 0, driftPpm: 0 },
    delivery: { apiUrl: new URL('http://127.0.0.1:8091'), timeoutSeconds: 5, retrySeconds: 120 },
    logLevels: ['log', 'warn', 'error', 'fatal'],
  });
});

it('takes an empty variable for one that is not set, and other programs’ variables for nothing', () => {
  expect(readSettings({ SLOWKING_EIGEN_PORT: '', EIGEN_PASSWORD: '', HOME: '/root' })).toEqual(readSettings({}));
});

it('reads what is set', () => {
  const variables = {
    SLOWKING_EIGEN_PORT: '0',
    EIGEN_SERVICE: 'lognormal:1,0.5',
    EIGEN_CLOCK: 'off',
    EIGEN_CLOCK_OFFSET_SECONDS: '-1.5',
    EIGEN_MISBEHAVE: '{"lost": {"count": 1}}',
    SLOWKING_API_URL: 'https://slowking.example/base/',
  };
  expect(readSettings(variables)).toMatchObject({
    port: 0,
    serviceLaw: { kind: 'lognormal', mean: 1, sigma: 0.5 },
    clockRoute: false,
    clock: { offsetSeconds: -1.5 },
    misbehaviour: { lost: { count: 1, rate: 1 } },
    delivery: { apiUrl: new URL('https://slowking.example/base/') },
  });
});

it.each([
  ['SLOWKING_EIGEN_PORT', '65536'],
  ['SLOWKING_EIGEN_PORT', 'http'],
  ['SLOWKING_EIGEN_PORT', ' '],
  ['EIGEN_WORKERS', '0'],
  ['EIGEN_WORKERS', '1.5'],
  ['EIGEN_SERVICE', 'constant:soon'],
  ['EIGEN_SEED', '-1'],
  ['EIGEN_CLOCK', 'maybe'],
  ['EIGEN_CLOCK_OFFSET_SECONDS', 'Infinity'],
  ['EIGEN_TOKEN_SECONDS', '0'],
  ['EIGEN_API_KEY', 'secret key'],
  ['EIGEN_WEBHOOK_SECRET', 'whsec_c2VjcmV0'],
  ['EIGEN_WEBHOOK_SECRET', 'whsec_do-not-tell'],
  ['EIGEN_MISBEHAVE', '{'],
  ['EIGEN_MISBEHAVE', '{"explode": true}'],
  ['SLOWKING_API_URL', 'slowking'],
  ['SLOWKING_API_URL', 'ftp://slowking'],
  ['SLOWKING_API_URL', 'http://me:secret@slowking'],
  ['SLOWKING_LOG', 'loud'],
  ['SLOWKING_LOG', 'silent'],
])('says in one line that %s cannot be %j', (name, value) => {
  expect(() => readSettings({ [name]: value, EIGEN_PASSWORD: 'do-not-tell' })).toThrow(
    new RegExp(`^(?!.*(do-not-tell|secret))${name}[.a-z_]*: .+$`),
  );
});
