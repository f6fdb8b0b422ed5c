import '#node-version';
import { Body, Controller, HttpCode, Post, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { readSettings, runProgram, type Settings } from '#adapters/settings';
import { ApiModule } from '../../../apps/api/src/api.module.js';
import { acceptedAt } from '../../../apps/api/src/benchmarks/answers.js';
import { updateDocumentRequest, type UpdateDocumentRequest } from '../../../apps/api/src/benchmarks/update-document.request.js';
import { createApi } from '../../../apps/api/src/create-api.js';

/** The route of UpdateDocument with everything before and after its handler, and nothing in it. */
@Controller('benchmarks')
class EmptyController {
  @Post('documents')
  @HttpCode(202)
  async updateDocument(@Body({ schema: updateDocumentRequest }) body: UpdateDocumentRequest) {
    return acceptedAt(body.eigen_project_id, 1n);
  }
}

class EmptyApiModule {}

const empty = (settings: Settings): DynamicModule => ({
  ...ApiModule.with(settings),
  module: EmptyApiModule,
  imports: [CqrsModule.forRoot()],
  controllers: [EmptyController],
});

await runProgram(async () => {
  const settings = readSettings(process.env);
  const api = await createApi(settings, { module: empty(settings) });
  await api.listen(settings.ports.api, settings.host);
  return { ready: await api.getUrl(), stop: () => api.close() };
});
