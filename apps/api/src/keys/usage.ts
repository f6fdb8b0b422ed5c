/** What the program answers to `--help`, and to what it does not understand. */
export const USAGE = `Keys of the API, secrets that targets sign their instrumentation with, keys that the log is sealed with.

  create --role <role> --name <name>   makes a key and shows it, once
  list                                 all keys, without what opens anything
  revoke <id>                          for good, within seconds
  secret set <host>                    makes a secret for a target and shows it, once
  secret set <host> --stdin            keeps one that comes on stdin: whsec_ and base64
  secret list                          the targets that sign
  secret remove <host>                 its posts need no signature any more
  audit list                           the keys that checkpoints of the log are signed with
  audit rotate                         a new one, which the old one vouches for; the old one is wiped
  audit restart                        a new one that nobody vouches for: the log was restored, or the old key is lost

  --role    operator (everything), instrumenter (POST documents), auditor (reads)
  <host>    as in benchmark_url; scheme, case and default port make no difference
  --quiet   nothing but the key, or the secret
  --json    for machines

They are kept in PostgreSQL: DATABASE_URL, else the embedded one in SLOWKING_HOME (.slowking), running or not.
Once a key was made, nobody gets in without one. Exit codes: 0; 1 there is no such key or host; 64 wrong usage.`;

/** What was asked for is not understood. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
