/** The schema of a kind, as code. */
interface Validate {
  (data: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly keyword: string; readonly params: object }[] | null;
}

/** What the schema that Kubernetes publishes says is wrong, and fields that it does not know. */
export async function violations(manifest: { readonly apiVersion: string; readonly kind: string }): Promise<readonly string[]> {
  const { validate } = (await import(`kubernetes-models/_schemas/${schemaOf(manifest)}`)) as { readonly validate: Validate };
  const watched = new Watched();
  const isValid = validate(watched.of(manifest, ''));
  const flaws = isValid ? [] : (validate.errors ?? []);
  const wrong = flaws.map(({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${JSON.stringify(params)}`);
  return [...wrong, ...watched.unread().map((path) => `${path} is unknown`)];
}

/** `networking.k8s.io/v1` `NetworkPolicy` is `IoK8sApiNetworkingV1NetworkPolicy`, `v1` `Service` is in `Core`. */
function schemaOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const [version, group = 'core'] = apiVersion.split('/').reverse() as [string, string?];
  const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return `IoK8sApi${capitalised(group.split('.')[0]!)}${capitalised(version)}${kind}`;
}

/** The schema lets unknown fields pass, but looks only at those it knows: what was never looked at is unknown. */
class Watched {
  private readonly fields = new Set<string>();
  private readonly read = new Set<string>();

  of(node: unknown, path: string): unknown {
    if (typeof node !== 'object' || node === null) return node;
    const children = Object.entries(node).map(([key, value]) => [key, this.of(value, `${path}/${key}`)] as const);
    for (const [key] of children) this.fields.add(`${path}/${key}`);
    const target: object = Array.isArray(node) ? children.map(([, value]) => value) : Object.fromEntries(children);
    return new Proxy(target, {
      get: (object, key) => {
        this.read.add(`${path}/${String(key)}`);
        return Reflect.get(object, key) as unknown;
      },
    });
  }

  /** Without what is below another one. */
  unread(): readonly string[] {
    const unread = [...this.fields].filter((path) => !this.read.has(path));
    return unread.filter((path) => !unread.some((other) => path.startsWith(`${other}/`)));
  }
}
