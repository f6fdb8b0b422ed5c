import '#node-version';
import autocannon, { type Client } from 'autocannon';
import { runProgram } from '#adapters/settings';

const PATH = '/api/v1/document_uploader/';
const BOUNDARY = 'autocannon';
const HEADERS = { cookie: 'sessionid=bench', 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const [, , url = '', connections = '', amount = '', bytes = ''] = process.argv;

/** One document in the form that slowking sends. */
const body = [
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="document_type_id"\r\n\r\n1\r\n`,
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="document.txt"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  `${'x'.repeat(Number(bytes))}\r\n--${BOUNDARY}--\r\n`,
].join('');

/** Milliseconds that each upload took, as a load tool sees it. */
function upload(): Promise<readonly number[]> {
  const took: number[] = [];
  const setupClient = (client: Client) => client.setRequests([{ method: 'POST', path: PATH, headers: HEADERS, body }]);
  const options = { url, connections: Number(connections), amount: Number(amount), timeout: 30, sampleInt: 50, setupClient };
  return new Promise((resolve, reject) => {
    const running = autocannon(options, (error, { '2xx': good }) => {
      if (error || good < options.amount) reject(new Error(`${good} of ${amount} uploads were taken.`));
      else resolve(took);
    });
    running.on('response', (_client: object, _status: number, _bytes: number, milliseconds: number) => void took.push(milliseconds));
  });
}

await runProgram(async () => ({ ready: JSON.stringify(await upload()), stop: async () => undefined }));
