import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Credentials } from '#ports';

/** What every Credentials promises. Benchmarks have ids of their own in each test. */
export function credentialsContract(name: string, make: () => Promise<Credentials>): void {
  describe(`${name} as credentials`, () => {
    it.each([
      { username: 'tester', password: 'correct horse' },
      { username: 'Jörg 😀', password: '"\\\n\u0000 日本 ' },
      { username: '', password: 'x'.repeat(10_000) },
    ])('finds the login it was given', async (login) => {
      const [credentials, id] = [await make(), randomUUID()];
      await credentials.keep(id, login);
      expect(await credentials.find(id)).toEqual(login);
    });

    it('keeps logins apart', async () => {
      const [credentials, a, b] = [await make(), randomUUID(), randomUUID()];
      await credentials.keep(a, { username: 'a', password: '1' });
      await credentials.keep(b, { username: 'b', password: '2' });
      expect(await credentials.find(a)).toEqual({ username: 'a', password: '1' });
      expect(await credentials.find(b)).toEqual({ username: 'b', password: '2' });
    });

    it('finds the login of a benchmark that was kept last', async () => {
      const [credentials, id] = [await make(), randomUUID()];
      await credentials.keep(id, { username: 'first', password: '1' });
      await credentials.keep(id, { username: 'second', password: '2' });
      expect(await credentials.find(id)).toEqual({ username: 'second', password: '2' });
    });

    it('keeps one login when the same command comes twice at once', async () => {
      const [credentials, id] = [await make(), randomUUID()];
      const logins = ['1', '2', '3', '4'].map((password) => ({ username: 'a', password }));
      await Promise.all(logins.map((login) => credentials.keep(id, login)));
      expect(logins).toContainEqual(await credentials.find(id));
    });

    it('forgets', async () => {
      const [credentials, id] = [await make(), randomUUID()];
      await credentials.keep(id, { username: 'a', password: '1' });
      await credentials.forget(id);
      expect(await credentials.find(id)).toBeUndefined();
      await credentials.forget(id);
    });

    it('knows nothing of a benchmark it was told nothing about', async () => {
      expect(await (await make()).find(randomUUID())).toBeUndefined();
    });
  });
}
