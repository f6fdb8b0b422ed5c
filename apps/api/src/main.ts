import '#node-version';
import { readSettings, runProgram } from '#adapters';
import { createApi } from './create-api.js';

await runProgram(async () => {
  const settings = readSettings(process.env);
  const api = await createApi(settings);
  await api.listen(settings.ports.api, settings.host);
  return { ready: await api.getUrl(), stop: () => api.close() };
});
