import type { Role } from '#ports';
import type { Access } from './rules.js';

/** Who is asking, once that is known. */
export interface Caller {
  readonly role: Role;
  /** Of the key; undefined: the API is open, or the caller has none. */
  readonly name?: string;
  /** Whose share of what may be asked a second it is; undefined: nobody's. */
  readonly share?: string;
  /** Of a message that the target signed. */
  readonly webhookId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined: somebody we do not know. */
    caller: Caller | undefined;
    /** The body as it came, byte by byte. */
    rawBody?: Buffer;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}
