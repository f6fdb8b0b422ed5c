import { expect, it } from '@jest/globals';
import { PassThrough, Writable } from 'node:stream';
import { seconds, whole } from './duration.js';
import { passwordFrom } from './password.js';

it('understands times as people write them', () => {
  expect(['90', '90s', '15m', '15 min', '2h', '1d'].map(seconds)).toEqual([90, 90, 900, 900, 7200, 86_400]);
  for (const text of ['', 'soon', '-1s', '1.5h', '9'.repeat(20)]) expect(() => seconds(text)).toThrow('90s');
});

it('understands whole numbers within their bounds', () => {
  expect(whole(1, 10)('7')).toBe(7);
  for (const text of ['0', '11', '1e1', '0x1', '', '2.5']) expect(() => whole(1, 10)(text)).toThrow('1 to 10');
});

it('takes the first line of stdin', async () => {
  expect(await passwordFrom(sources({ isOnStdin: true }, 'se cret \r\nmore\n'))).toBe('se cret ');
  expect(await passwordFrom(sources({ isOnStdin: true }, 'ü'))).toBe('ü');
  await expect(passwordFrom(sources({ isOnStdin: true }, '\n'))).rejects.toThrow('nothing came');
});

it('takes the environment, and complains where there is neither that nor a terminal', async () => {
  expect(await passwordFrom(sources({ environment: { SLOWKING_PASSWORD: 'secret' } }))).toBe('secret');
  await expect(passwordFrom(sources({}))).rejects.toMatchObject({ exitCode: 64, hint: expect.stringContaining('SLOWKING_PASSWORD') });
});

it('asks on a terminal, and shows nothing of what is typed', async () => {
  const terminal = sources({}, undefined, true);
  const asked = passwordFrom(terminal);
  terminal.stdin.write('secrex\u007ft\r');
  expect(await asked).toBe('secret');
  expect(terminal.seen).toEqual([{ isRaw: true }, 'Password for the target: ', { isRaw: false }, '\n']);
});

it('is interrupted by Ctrl-C', async () => {
  const terminal = sources({}, undefined, true);
  const asked = passwordFrom(terminal);
  terminal.stdin.write('secret\u0003');
  await expect(asked).rejects.toMatchObject({ exitCode: 130 });
  expect(terminal.seen).toContainEqual({ isRaw: false });
});

function sources(more: { isOnStdin?: boolean; environment?: NodeJS.ProcessEnv }, input?: string, isTTY = false) {
  const seen: unknown[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: (isRaw: boolean) => seen.push({ isRaw }) });
  if (input !== undefined) stdin.end(input);
  const write = (text: unknown, _encoding: unknown, done: () => void) => (seen.push(String(text)), done());
  const stderr = Object.assign(new Writable({ write }), { isTTY });
  return {
    isOnStdin: false,
    environment: {},
    ...more,
    stdin: stdin as unknown as NodeJS.ReadStream & PassThrough,
    stderr: stderr as unknown as NodeJS.WriteStream,
    seen,
  };
}
