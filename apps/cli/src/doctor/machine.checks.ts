import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { bytes } from '../output/figures.js';
import { because, fail, ok, warn, type Finding } from './check.js';

const MB = 1024 ** 2;
/** Below this the event store stops taking commands sooner or later; below that it does now. */
const LITTLE = 1024 * MB;
const NOTHING = 100 * MB;

/** The default ports, and how to choose others. */
const PORTS = [
  [8091, 'SLOWKING_API_PORT'],
  [8283, 'SLOWKING_EIGEN_PORT'],
  [2113, 'SLOWKING_EVENTSTORE_PORT'],
  [11_025, 'SLOWKING_SMTP_PORT'],
  [18_025, 'SLOWKING_MAIL_PORT'],
] as const;

/** Room for the data of everything embedded. */
export async function checkDisk(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const folder = environment['SLOWKING_HOME'] || '.slowking';
  try {
    const { bavail, bsize } = await statfs(folder).catch(() => statfs('.'));
    const free = bavail * bsize;
    const detail = `${bytes(free)} free for ${folder}`;
    const hint = 'Make room, or set SLOWKING_HOME to a folder on another disk.';
    return free < NOTHING ? fail('disk', detail, hint) : free < LITTLE ? warn('disk', detail, hint) : ok('disk', detail);
  } catch (error) {
    return warn('disk', `unknown: ${because(error)}`, 'Look at it with df.');
  }
}

/** Where nothing of ours runs, what would be in its way. */
export async function checkPorts(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const wanted = PORTS.map(([port, variable]) => [Number(environment[variable] || port), variable] as const);
  const taken = await Promise.all(wanted.map(async ([port]) => port !== 0 && (await isTaken(port))));
  const inTheWay = wanted.filter((_, index) => taken[index]).map(([port, variable]) => `${port} (${variable})`);
  if (inTheWay.length === 0) return ok('ports', 'all that `npm start` takes are free');
  return warn('ports', `in use: ${inTheWay.join(', ')}`, 'Set those variables to other ports, or to 0 for any.');
}

const isTaken = (port: number): Promise<boolean> => greet('127.0.0.1', port).then(() => true, () => false);

/** Whether mails can be handed over: the server must say that it is ready. */
export async function checkMail(environment: NodeJS.ProcessEnv): Promise<Finding> {
  const text = environment['SMTP_URL'] || `smtp://127.0.0.1:${environment['SLOWKING_SMTP_PORT'] || 11_025}`;
  const url = URL.parse(text);
  if (!url) return fail('mail', 'SMTP_URL is no address', 'Say it like smtp://mail.example.org:587.');
  const isSecure = url.protocol === 'smtps:';
  const where = `${url.hostname}:${url.port || (isSecure ? 465 : 587)}`;
  const hint = 'Mails wait and are tried again; set SMTP_URL where slowking runs, as it is set here.';
  try {
    const said = await greet(url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || (isSecure ? 465 : 587)), !isSecure);
    return isSecure || said.startsWith('220') ? ok('mail', `${where} answers`) : fail('mail', `${where} is no mail server`, hint);
  } catch (error) {
    return warn('mail', `${where} is not reachable from here: ${because(error)}`, hint);
  }
}

/** Connects, and answers the first words where some are waited for. */
function greet(host: string, port: number, isTalking = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 3000 });
    const finish = (work: () => void) => {
      socket.destroy();
      work();
    };
    socket.once('error', (error) => finish(() => reject(error)));
    socket.once('timeout', () => finish(() => reject(new Error('it does not answer'))));
    socket.once('connect', () => !isTalking && finish(() => resolve('')));
    socket.once('data', (piece) => finish(() => resolve(String(piece))));
  });
}
