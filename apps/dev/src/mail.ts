import '#node-version';
import { join } from 'node:path';
import { readSettings, runProgram } from '#adapters/settings';
import { startMailCatcher } from '#adapters/smtp';

await runProgram(async () => {
  const { home, ports } = readSettings(process.env);
  const catcher = await startMailCatcher({
    smtpPort: ports.smtp,
    webPort: ports.mail,
    folder: join(home, 'mail'),
    maxMails: 1000,
  });
  return { ready: catcher.webUrl, stop: () => catcher.stop() };
});
