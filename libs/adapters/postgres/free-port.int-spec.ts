import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import { freePort } from './free-port.js';

it('A free port can be listened on, and is none that a system gives to whoever asks for any', async () => {
  for (let n = 0; n < 20; n += 1) {
    const port = await freePort();
    // Linux gives those from 32768 on, others those from 49152 on.
    expect(port).toBeLessThan(32_768);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
});
