import { afterEach, expect, it } from '@jest/globals';
import { RunningEigen } from '../testing/running-eigen.js';

it('creates a project with an id that counts up', async () => {
  const platform = await start();
  expect(await platform.createProject('first')).toMatchObject({
    status: 201,
    body: {
      guid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      document_type_id: 1,
      name: 'first',
      description: 'for a test',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      language: 'en',
      use_numerical_confidence_predictions: false,
    },
  });
  expect(await platform.createProject('second')).toMatchObject({ body: { document_type_id: 2 } });
});

it('does without a description', async () => {
  const answer = await (await start()).json('POST', '/api/project_management/v2/projects', { name: 'a' });
  expect(answer).toMatchObject({ status: 201, body: { description: '' } });
});

it.each([[{}], [{ name: '' }], [{ name: 7 }], [[]], ['name']])('does not make a project of %j', async (body) => {
  const answer = await (await start()).json('POST', '/api/project_management/v2/projects/', body);
  expect(answer).toMatchObject({ status: 400, body: { error: { detail: expect.any(String) } } });
});

it('takes a name twice, unless names are unique', async () => {
  const lenient = await start();
  await lenient.createProject('same');
  expect(await lenient.createProject('same')).toMatchObject({ status: 201 });
  await lenient.stop();
  const strict = await start({ EIGEN_UNIQUE_NAMES: 'on' });
  await strict.createProject('same');
  const taken = { error: { detail: 'A project with this name already exists.' } };
  expect(await strict.createProject('same')).toMatchObject({ status: 409, body: taken });
});

let platform: RunningEigen | undefined;
afterEach(() => platform?.stop());

async function start(variables?: Record<string, string>): Promise<RunningEigen> {
  platform = await RunningEigen.start(variables);
  await platform.login();
  return platform;
}
