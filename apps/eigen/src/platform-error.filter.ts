import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Whatever goes wrong, in the platform's own shape: `{"error": {"detail": …}}`. */
@Catch()
export class PlatformErrorFilter implements ExceptionFilter<unknown> {
  private readonly logger = new Logger('Eigen');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, detail } = describe(error);
    if (status >= 500 && !(error instanceof HttpException)) this.logger.error(error);
    if (!reply.sent) void reply.status(status).send({ error: { detail } });
  }
}

function describe(error: unknown): { status: number; detail: string } {
  if (error instanceof HttpException) return { status: error.getStatus(), detail: detailOf(error) };
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  const isForeseen = error instanceof Error && typeof status === 'number' && status < 500;
  return isForeseen ? { status, detail: error.message } : { status: 500, detail: 'Internal server error.' };
}

/** Nest keeps the validation's messages in a list of their own. */
function detailOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : response;
  return Array.isArray(message) ? message.join('; ') : String(message);
}
