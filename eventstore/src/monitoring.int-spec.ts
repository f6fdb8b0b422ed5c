import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { credentials, status, type ServiceError } from '@grpc/grpc-js';
import monitoringGrpc from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import monitoring from '@eventstore/db-client/generated/monitoring_pb.js';
import { eventually, happened, runNode, type TestNode } from './testing/running-node.js';

it('tells its figures at once and then again and again, until the node stops', async () => {
  await node.client.appendToStream('s', happened(1));
  const client = new monitoringGrpc.MonitoringClient(`127.0.0.1:${node.port}`, credentials.createInsecure());
  const call = client.stats(new monitoring.StatsReq().setRefreshTimePeriodInMs('1'));
  const told: Map<string, string>[] = [];
  const ended = new Promise<ServiceError>((resolve) => void call.on('error', resolve));
  call.on('data', (response: monitoring.StatsResp) => told.push(new Map(response.getStatsMap().getEntryList())));
  await eventually(() => told.length >= 2, 'told twice');
  expect(told[0]!.get('es-writer-lastFlushedPosition')).toBe('1');
  expect(Number(told[0]!.get('proc-mem'))).toBeGreaterThan(0);
  await node.stop();
  expect((await ended).code).toBe(status.CANCELLED);
  client.close();
});

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
