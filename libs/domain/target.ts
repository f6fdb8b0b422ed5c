/** The target's address as it is used: with a scheme, without a trailing slash. Undefined: it is not one of ours. */
export function normaliseUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  const isPlain = url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password;
  if (!isPlain || !url.hostname || url.search || url.hash) return undefined;
  return `${url.protocol}//${url.host}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
}

/**
 * What tells one target from another, whoever writes its address: host, port unless it is the default one, path.
 * Scheme, case of the host and trailing slash make no difference. Undefined: it is no address.
 */
export function hostOf(address: string): string | undefined {
  const url = normaliseUrl(address);
  return url?.replace(/^https?:\/\//, '').replace(/^([^/]+):(?:80|443)(?=\/|$)/, '$1');
}
