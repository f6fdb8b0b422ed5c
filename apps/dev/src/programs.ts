import type { Settings } from '#adapters/settings';
import type { ProgramSpec } from './child.js';
import { EVENTSTORE_FLAGS } from './frugal.js';

/** Where the embedded parts are. */
export interface Addresses {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly smtpUrl: string;
}

type Log = (name: string) => ProgramSpec['log'];

/** The log's node. */
export const eventStoreProgram = (settings: Settings, log: Log): ProgramSpec => ({
  name: 'eventstore',
  script: 'eventstore/src/main.js',
  flags: EVENTSTORE_FLAGS,
  arguments: ['--data', `${settings.home}/eventstore`, '--port', String(settings.ports.eventStore)],
  log: log('eventstore'),
});

/** The mail server that keeps what it gets. */
export const mailProgram = (settings: Settings, log: Log): ProgramSpec => ({
  name: 'mail',
  script: 'apps/dev/src/mail.js',
  environment: {
    SLOWKING_HOME: settings.home,
    SLOWKING_SMTP_PORT: String(settings.ports.smtp),
    SLOWKING_MAIL_PORT: String(settings.ports.mail),
  },
  log: log('mail'),
});

/** Our own programs, and the platform that stands in for a real one. */
export function appPrograms(settings: Settings, addresses: Addresses, log: Log): readonly ProgramSpec[] {
  const environment = {
    EVENTSTORE_URL: addresses.eventStoreUrl,
    DATABASE_URL: addresses.databaseUrl,
    SMTP_URL: addresses.smtpUrl,
    SLOWKING_HOME: settings.home,
    SLOWKING_API_PORT: String(settings.ports.api),
    SLOWKING_EIGEN_PORT: String(settings.ports.eigen),
    SLOWKING_PUBLIC_URL: settings.publicUrl,
    SLOWKING_API_URL: `http://127.0.0.1:${settings.ports.api}`,
  };
  return ['api', 'worker', 'eigen'].map((name) => ({
    name,
    script: `apps/${name}/src/main.js`,
    environment,
    log: log(name),
  }));
}
