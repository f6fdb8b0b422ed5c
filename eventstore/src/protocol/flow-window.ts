import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';

/** HTTP/2's own 64 KiB hold one append of a hundred events: a client would wait for each to be taken before it may send the next. */
const WINDOW = 1024 * 1024;
/** Node.js says so of each call, to whoever wants to know; @grpc/grpc-js has no setting for it, nor does it show its connections. */
const CALL = 'http2.server.stream.created';

/** What clients may send before the node has taken it: so many bytes on each connection to a port, and in each call. Answers how to end that. */
export function widenWindows(port: number): () => void {
  const widened = new WeakSet<Http2Session>();
  const widen = (news: unknown): void => {
    const { session } = (news as { readonly stream: ServerHttp2Stream }).stream;
    if (!session || session.destroyed || widened.has(session) || session.socket.localPort !== port) return;
    widened.add(session);
    session.settings({ initialWindowSize: WINDOW });
    session.setLocalWindowSize(WINDOW);
  };
  subscribe(CALL, widen);
  return () => void unsubscribe(CALL, widen);
}
