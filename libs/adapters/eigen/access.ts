import type { Answer } from './eigen-connection.js';

/** What proves that we are logged in. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** All that may not be shown to anybody. */
  readonly secrets: readonly string[];
}

const SENDABLE = /^[\x21-\x7e]+$/;
const CSRF_FIELDS = ['csrftoken', 'csrf_token', 'csrfToken', 'token'];

/** From the answers to the login and to the question for a CSRF token, which a platform may not know. */
export function accessOf(login: Answer, csrf: Answer | undefined): Access {
  const cookies = cookiesOf(csrf ? [login, csrf] : [login]);
  const token = csrf && (csrfField(csrf.text) ?? [...cookies].find(([name]) => /csrf/i.test(name))?.[1]);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    headers: { ...(cookie && { cookie }), ...(token && { 'x-csrftoken': token }) },
    secrets: [...cookies.values(), ...textsIn(login.text), ...textsIn(csrf?.text ?? ''), ...(token ? [token] : [])],
  };
}

/** The last of each name counts; an empty one takes it away. */
function cookiesOf(answers: readonly Answer[]): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const line of answers.flatMap(({ headers }) => headers['set-cookie'] ?? [])) {
    const [, name = '', value = ''] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(line) ?? [];
    if (SENDABLE.test(name) && SENDABLE.test(value.trim())) cookies.set(name, value.trim());
    else cookies.delete(name);
  }
  return cookies;
}

/** The object that a text is in JSON; one without fields where it is none. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text, exactly);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Whole numbers that would be rounded stay the digits that they are. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isRounded = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isRounded && /^-?\d+$/.test(context?.source ?? '') ? context!.source : value;
}

function csrfField(text: string): string | undefined {
  const fields = fieldsOf(text);
  const tokens = CSRF_FIELDS.map((name) => fields[name]);
  return tokens.find((token): token is string => typeof token === 'string' && SENDABLE.test(token));
}

/** Whatever in it is long enough to be a token is held to be one. */
function textsIn(json: string): string[] {
  const values = Object.values(fieldsOf(json));
  return values.filter((value): value is string => typeof value === 'string' && value.length >= 8);
}
