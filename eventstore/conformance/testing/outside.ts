/** Connection string of a server to ask instead of our own node; its login, where it asks for one, is an admin's. */
export const OUTSIDE = process.env['CONFORMANCE_URL'];

/** What a connection string says of its server. */
export interface Address {
  /** Host and port, or several with commas. */
  readonly host: string;
  /** `name:password`, as it stands there; empty if it names nobody. */
  readonly login: string;
  readonly query: string;
  /** It encrypts, so it asks for passwords and obeys access control lists. */
  readonly isSecured: boolean;
}

export function addressOf(url: string): Address {
  const [, login = '', host = '', query = ''] = /^[a-z+]+:\/\/(?:([^@/]*)@)?([^/?]+)\/?\??(.*)/.exec(url) ?? [];
  return { host, login, query, isSecured: !/(^|&)tls=false/i.test(query) };
}

/** Why cases of a secured server cannot be asked of the one that is given; undefined if they can. */
export const unsecured = (): string | undefined => {
  if (OUTSIDE === undefined) return undefined;
  const { isSecured, login } = addressOf(OUTSIDE);
  if (!isSecured) return 'the given server is asked without TLS, where it obeys no rights';
  return login === '' ? 'CONFORMANCE_URL names no admin' : undefined;
};
