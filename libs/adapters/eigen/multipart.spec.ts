import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { multipart } from './multipart.js';

it.each([
  ['a small form is ready before it is sent', 60_000, Buffer],
  ['a large one is made while it is sent', 70_000, Readable],
])('%s', async (_, bytes, kind) => {
  const { headers, content } = await multipart('17', [{ name: 'a.txt', content: new Blob(['x'.repeat(bytes)]) }]);
  expect(content).toBeInstanceOf(kind);
  const body = content instanceof Readable ? await text(content) : content.toString();
  const [, boundary] = headers['content-type'].split('boundary=');
  expect(body.split(`--${boundary}`)).toHaveLength(4);
  expect(Buffer.byteLength(body)).toBe(Number(headers['content-length']));
  expect(body).toContain(`filename="a.txt"\r\nContent-Type: application/octet-stream\r\n\r\n${'x'.repeat(bytes)}\r\n`);
});
