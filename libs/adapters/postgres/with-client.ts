import { Client } from 'pg';

/** On a machine however busy, a server that is there takes a connection by then. */
const CONNECT = 10_000;

/** Lends a connection and takes it back. */
export async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT });
  // Whoever asks something gets the error, too; unheard, it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}
