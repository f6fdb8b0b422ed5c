import { status, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import projectionsGrpc from '@eventstore/db-client/generated/projections_grpc_pb.js';
import { Refused } from './errors.js';

/** What whoever asks for projections of their own is told. */
export const NO_PROJECTIONS = 'This node runs no projections of yours; the streams of the system projections ($streams, $ce-, $et-, $bc-, $category-) are always there';

/** Every method is known, and none is served; not advertised, either. */
export const projectionsDefinition: ServiceDefinition = projectionsGrpc.ProjectionsService;

export const projectionsHandlers: UntypedServiceImplementation = Object.fromEntries(Object.entries(projectionsDefinition).map(([name, { responseStream }]) => [
  name, (call: { emit(event: 'error', error: Error): void }, callback: (error: Error) => void) => {
    const refused = new Refused(status.UNIMPLEMENTED, NO_PROJECTIONS);
    if (responseStream) call.emit('error', refused);
    else callback(refused);
  },
]));
