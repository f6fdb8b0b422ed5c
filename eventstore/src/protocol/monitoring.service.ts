import { cpuUsage, memoryUsage, uptime } from 'node:process';
import type { handleServerStreamingCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import monitoringGrpc from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import type { EventLog } from '../log/event-log.js';
import { Outlet } from './outlet.js';
import { bytes, text } from './wire.js';
import { WireReader } from './wire-reader.js';

interface StatsRequest {
  /** Milliseconds between two answers. */
  readonly period: number;
}

const SHORTEST_MS = 100;
const LONGEST_MS = 2 ** 31 - 1;
const asIs = (frame: Buffer): Buffer => frame;
const { stats } = monitoringGrpc.MonitoringService;

export const monitoringDefinition: ServiceDefinition = { stats: { ...stats, requestDeserialize: decodeStats, responseSerialize: asIs } };

/** Monitoring.Stats: the node's figures at once and then again and again; a client that is slow misses some. */
export class MonitoringService {
  private readonly outlets = new Set<Outlet>();
  readonly handlers: UntypedServiceImplementation;

  constructor(log: EventLog) {
    const statsHandler: handleServerStreamingCall<StatsRequest, Buffer> = (call) => {
      const tell = (): void => void (outlet.ready && outlet.write(response(figures(log))));
      const timer = setInterval(tell, Math.min(Math.max(call.request.period, SHORTEST_MS), LONGEST_MS));
      const outlet: Outlet = new Outlet(call, () => {
        clearInterval(timer);
        this.outlets.delete(outlet);
      });
      this.outlets.add(outlet);
      tell();
    };
    this.handlers = { stats: statsHandler };
  }

  /** Ends every call. */
  end(reason: unknown): void {
    for (const outlet of this.outlets) outlet.fail(reason);
  }
}

/** By the names of EventStoreDB, where it has them. */
export function figures(log: EventLog): Readonly<Record<string, string>> {
  const { rss, heapUsed } = memoryUsage();
  const { user, system } = cpuUsage();
  return {
    'proc-id': String(process.pid),
    'proc-startTime': new Date(Date.now() - uptime() * 1000).toISOString(),
    'proc-mem': String(rss),
    'proc-heapUsed': String(heapUsed),
    'proc-cpuTimeMs': String(Math.round((user + system) / 1000)),
    'es-writer-lastFlushedPosition': String(log.end),
  };
}

/** A StatsResp. */
const response = (values: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(Object.entries(values).map(([key, value]) => bytes(1, Buffer.concat([text(1, key), text(2, value)]))));

function decodeStats(request: Buffer): StatsRequest {
  let period = 0;
  for (const reader = new WireReader(request); reader.next();) if (reader.field === 4) period = reader.number;
  return { period };
}
