import { expect, it } from '@jest/globals';
import { BadSettings, readSettings } from './settings.js';

it('mails come from and go to somebody, also where nothing is said', () => {
  expect(readSettings({})).toMatchObject({ mailFrom: 'slowking@localhost', mailTo: 'benchmarks@localhost' });
  const named = 'Jane Doe <jane@example.org>';
  expect(readSettings({ SLOWKING_MAIL_FROM: named, SLOWKING_MAIL_TO: named })).toMatchObject({ mailFrom: named, mailTo: named });
});

it.each(['SLOWKING_MAIL_FROM', 'SLOWKING_MAIL_TO'])('%s must be one that can send or be sent to', (variable) => {
  for (const text of ['nobody', 'a@example.org, b@example.org', 'a@b:c']) {
    expect(() => readSettings({ [variable]: text })).toThrow(new BadSettings(`${variable}: ${JSON.stringify(text)} is not a mail address`));
  }
});
