import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { guard } from '../access/guard.js';
import { insecure, type Authority } from '../access/authority.js';
import type { Users } from '../access/users.js';
import type { EventLog } from '../log/event-log.js';
import { GatheredAnswers } from './gathered-answers.js';
import { persistentDefinition, PersistentService } from '../persistent/protocol/persistent.service.js';
import { gossipHandlers } from './gossip.service.js';
import { httpServer } from './http/http.js';
import { nodeRoutes } from './http/node.routes.js';
import { usersRoutes } from './http/users.routes.js';
import { groupsRoutes } from '../persistent/protocol/groups.routes.js';
import { Listener, type Certificate } from './listener.js';
import { stopping } from './errors.js';
import { widenWindows } from './flow-window.js';
import { backupDefinition, BackupService } from '../backup/backup.service.js';
import { operationsDefinition, OperationsService } from '../operations/operations.service.js';
import { monitoringDefinition, MonitoringService } from './monitoring.service.js';
import { projectionsDefinition, projectionsHandlers } from './projections.service.js';
import { serverFeaturesHandlers } from './server-features.service.js';
import { streamsDefinition, StreamsService } from './streams.service.js';
import { usersDefinition, usersHandlers } from './users.service.js';

const KEEPALIVE_MS = 10_000;
/** An append may be 1 MiB, but what is larger deserves an answer of its own, not the transport's. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;
/** How long those who are being told that the node stops may take to hear it. */
const GOODBYE_MS = 1000;

export interface ServerOptions {
  /** Address to listen on. */
  readonly host: string;
  readonly tls: Certificate | undefined;
  readonly authority: Authority;
  /** A client that may wants the node to stop. */
  readonly onShutdown: () => void;
  readonly users: Users;
  /** Told of every error that is not a client's own. */
  readonly onError: (error: unknown) => void;
}

/** Everything that is spoken on the node's port. */
export class NodeServer {
  private readonly grpc: Server;
  private readonly streams: StreamsService;
  private readonly persistent: PersistentService;
  private readonly monitoring: MonitoringService;
  private readonly operations: OperationsService;
  private readonly backup: BackupService;
  private readonly http: HttpServer;
  private readonly listener: Listener;
  private readonly host: string;
  private leaveWindows: () => void = () => undefined;
  private port = 0;
  private stopping = false;

  constructor(log: EventLog, { host, tls, authority, users, onShutdown, onError }: ServerOptions) {
    this.host = host;
    this.grpc = new Server({
      'grpc.keepalive_time_ms': KEEPALIVE_MS,
      'grpc.keepalive_timeout_ms': KEEPALIVE_MS,
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      interceptors: [...(authority === insecure ? [] : [guard(authority)]), (_method, call) => new GatheredAnswers(call)],
    });
    const identity = { instanceId: randomUUID(), port: () => this.port };
    this.streams = new StreamsService(log, authority, onError);
    this.grpc.addService(streamsDefinition, this.streams.handlers);
    this.persistent = new PersistentService(log, authority, onError);
    this.grpc.addService(persistentDefinition, this.persistent.handlers);
    this.http = httpServer([...nodeRoutes({ log, identity, isLive: () => !this.stopping, isSecure: tls !== undefined }), ...groupsRoutes(this.persistent.groups), ...usersRoutes(users, authority)], authority);
    this.monitoring = new MonitoringService(log);
    this.grpc.addService(monitoringDefinition, this.monitoring.handlers);
    this.operations = new OperationsService(log, { restartSubscriptions: () => this.persistent.restart(), shutDown: onShutdown }, onError);
    this.grpc.addService(operationsDefinition, this.operations.handlers);
    this.backup = new BackupService(log, onError);
    this.grpc.addService(backupDefinition, this.backup.handlers);
    this.grpc.addService(usersDefinition, usersHandlers(users, authority));
    this.grpc.addService(withoutRequest(featuresGrpc.ServerFeaturesService), serverFeaturesHandlers);
    this.grpc.addService(withoutRequest(gossipGrpc.GossipService), gossipHandlers(identity));
    this.grpc.addService(withoutRequest(projectionsDefinition), projectionsHandlers);
    const injector = this.grpc.createConnectionInjector(ServerCredentials.createInsecure());
    this.listener = new Listener((socket) => injector.injectConnection(socket), (socket) => this.http.emit('connection', socket), tls);
  }

  async listen(port: number): Promise<number> {
    this.port = await this.listener.listen(port, this.host);
    this.leaveWindows = widenWindows(this.port);
    return this.port;
  }

  /** No new connections, and reads and subscriptions end; appends go on. */
  endReads(): void {
    this.stopping = true;
    this.listener.stopListening();
    this.streams.endReads();
    this.persistent.stop();
    this.monitoring.end(stopping());
    this.backup.end(stopping());
  }

  /** Resolves once nothing of its own is being written or moved in the log. */
  endOperations(): Promise<void> {
    return this.operations.end();
  }

  /** Cuts every connection: nobody hears anything. */
  kill(): void {
    this.stopping = true;
    this.persistent.stop();
    this.listener.stopListening();
    this.listener.destroy();
    this.leaveWindows();
    this.grpc.forceShutdown();
    this.http.close();
  }

  /** Ends every call that is left. */
  async close(): Promise<void> {
    this.streams.endAppends();
    // Its callback comes before the last messages are out; connections that have closed are the sign that they are.
    this.grpc.tryShutdown(() => undefined);
    this.http.close();
    await this.listener.closed(GOODBYE_MS);
    this.leaveWindows();
    this.grpc.forceShutdown();
  }
}

/** Methods whose requests say nothing: what is sent in them is not even read. */
const withoutRequest = (service: ServiceDefinition): ServiceDefinition =>
  Object.fromEntries(Object.entries(service).map(([name, method]) => [name, { ...method, requestDeserialize: () => ({}) }]));
