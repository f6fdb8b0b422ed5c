import type { handleServerStreamingCall, handleUnaryCall, Metadata, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import { isAdmin } from '../access/acl.js';
import type { Authority } from '../access/authority.js';
import type { Users } from '../access/users.js';
import { accessDenied, asRefused, invalid } from './errors.js';
import { Outlet } from './outlet.js';
import { decodeLogin, decodePassword, decodeUser, detailsResponse, type LoginRequest, type PasswordRequest, type UserRequest } from './users.codec.js';

const asIs = (frame: Buffer): Buffer => frame;
const NOTHING = Buffer.alloc(0);
const { create, update, delete: remove, disable, enable, details, changePassword, resetPassword } = usersGrpc.UsersService;

/** The client's own definition, but with codecs of our own: safe on any input. */
export const usersDefinition: ServiceDefinition = {
  create: { ...create, requestDeserialize: decodeUser, responseSerialize: asIs },
  update: { ...update, requestDeserialize: decodeUser, responseSerialize: asIs },
  delete: { ...remove, requestDeserialize: decodeLogin, responseSerialize: asIs },
  disable: { ...disable, requestDeserialize: decodeLogin, responseSerialize: asIs },
  enable: { ...enable, requestDeserialize: decodeLogin, responseSerialize: asIs },
  details: { ...details, requestDeserialize: decodeLogin, responseSerialize: asIs },
  changePassword: { ...changePassword, requestDeserialize: decodePassword({ current: 2, password: 3 }), responseSerialize: asIs },
  resetPassword: { ...resetPassword, requestDeserialize: decodePassword({ current: 0, password: 2 }), responseSerialize: asIs },
};

/** The Users service. */
export function usersHandlers(users: Users, authority: Authority): UntypedServiceImplementation {
  const unary = <Request>(work: (request: Request, metadata: Metadata) => Promise<void>): handleUnaryCall<Request, Buffer> =>
    ({ request, metadata }, callback) => void Promise.resolve().then(() => work(request, metadata)).then(
      () => callback(null, NOTHING),
      (error: unknown) => callback(asRefused(error)),
    );
  const tell = async ({ loginName }: LoginRequest, metadata: Metadata, outlet: Outlet): Promise<void> => {
    if (loginName !== '') ofOneself(loginName, authority, metadata);
    else await authority.admit('admin', metadata);
    for (const found of users.details(loginName || undefined)) outlet.write(detailsResponse(found));
    outlet.end();
  };
  const detailsHandler: handleServerStreamingCall<LoginRequest, Buffer> = (call) => {
    const outlet = new Outlet(call, () => undefined);
    void tell(call.request, call.metadata, outlet).catch((error: unknown) => outlet.fail(error));
  };
  return {
    create: unary((request: UserRequest) => users.create(complete(request))),
    update: unary(async ({ loginName, fullName, groups, password }: UserRequest) => {
      await users.change(loginName, { fullName, groups });
      if (password !== '') await users.setPassword(loginName, password, undefined);
    }),
    delete: unary(({ loginName }: LoginRequest) => users.remove(loginName)),
    disable: unary(({ loginName }: LoginRequest) => users.change(loginName, { disabled: true })),
    enable: unary(({ loginName }: LoginRequest) => users.change(loginName, { disabled: false })),
    details: detailsHandler,
    changePassword: unary(async ({ loginName, current, password }: PasswordRequest, metadata) => {
      ofOneself(loginName, authority, metadata);
      await users.setPassword(loginName, chosen(password), current);
    }),
    resetPassword: unary(async ({ loginName, password }: PasswordRequest) => users.setPassword(loginName, chosen(password), undefined)),
  };
}

/** Throws Refused for who asks about somebody else, and is no admin. */
export function ofOneself(loginName: string, authority: Authority, metadata: Metadata): void {
  const caller = authority.callerOf(metadata);
  if (caller && caller.name !== loginName && !isAdmin(caller)) throw accessDenied('That is another user');
}

export function complete(request: UserRequest): UserRequest {
  // A colon would end the name where it comes with a password.
  if (request.loginName === '' || request.loginName.includes(':')) throw invalid('A login name is not empty and has no colon');
  chosen(request.password);
  return request;
}

export function chosen(password: string): string {
  if (password === '') throw invalid('A password is not empty');
  return password;
}
