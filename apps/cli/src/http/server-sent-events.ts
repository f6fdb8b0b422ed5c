/** One event of a stream. */
export interface ServerSentEvent {
  readonly id: string;
  /** `message` where the server gave it none. */
  readonly name: string;
  readonly data: string;
}

/** The events in a stream of text; comments, and events without data, are none. */
export async function* serverSentEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let [id, name, data] = ['', '', [] as string[]];
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { id, name: name || 'message', data: data.join('\n') };
      [name, data] = ['', []];
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'event') name = value;
    if (field === 'id' && !value.includes('\0')) id = value;
  }
}

/** The lines of a text that comes in pieces; what follows the last line break is none yet. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** The text of an answer, in pieces as they come. */
export async function* textOf(response: Response, onPiece: () => void = () => undefined): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    onPiece();
    yield decoder.decode(piece as Uint8Array, { stream: true });
  }
}
