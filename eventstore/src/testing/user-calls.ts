import users from '@eventstore/db-client/generated/users_pb.js';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import { Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';

type Unary = 'create' | 'update' | 'delete' | 'enable' | 'disable' | 'changePassword' | 'resetPassword';
type Told = users.DetailsResp.UserDetails.AsObject;

/** The users of a server, managed by an admin, unless another login, `name:password`, is given. */
export class Users {
  private readonly made: string[] = [];
  private readonly client: InstanceType<typeof usersGrpc.UsersClient>;

  constructor(address: string, credentials: ChannelCredentials, private readonly admin: string) {
    this.client = new usersGrpc.UsersClient(address, credentials);
  }

  /** Answers the login, `name:password`, of one who was not there before. */
  async make(groups: readonly string[], password = 'p'): Promise<string> {
    const name = `user${randomUUID()}`;
    await this.create(name, password, groups);
    return `${name}:${password}`;
  }

  create(name: string, password: string, groups: readonly string[], login?: string): Promise<unknown> {
    this.made.push(name);
    return this.call('create', new users.CreateReq()
      .setOptions(new users.CreateReq.Options().setLoginName(name).setPassword(password).setFullName('Full Name').setGroupsList([...groups])), login);
  }

  update = (name: string, fullName: string, groups: string[], login?: string) =>
    this.call('update', new users.UpdateReq().setOptions(new users.UpdateReq.Options().setLoginName(name).setFullName(fullName).setGroupsList(groups)), login);
  disable = (name: string, login?: string) => this.call('disable', new users.DisableReq().setOptions(new users.DisableReq.Options().setLoginName(name)), login);
  enable = (name: string, login?: string) => this.call('enable', new users.EnableReq().setOptions(new users.EnableReq.Options().setLoginName(name)), login);
  delete = (name: string, login?: string) => this.call('delete', new users.DeleteReq().setOptions(new users.DeleteReq.Options().setLoginName(name)), login);
  resetPassword = (name: string, password: string, login?: string) =>
    this.call('resetPassword', new users.ResetPasswordReq().setOptions(new users.ResetPasswordReq.Options().setLoginName(name).setNewPassword(password)), login);
  changePassword = (name: string, current: string, password: string, login?: string) => this.call('changePassword', new users.ChangePasswordReq()
    .setOptions(new users.ChangePasswordReq.Options().setLoginName(name).setCurrentPassword(current).setNewPassword(password)), login);

  /** What is told of one, or of all. */
  async details(name: string, login = this.admin): Promise<Told[]> {
    const found: Told[] = [];
    const asked = new users.DetailsReq().setOptions(new users.DetailsReq.Options().setLoginName(name));
    for await (const response of this.client.details(asked, bearing(login)) as AsyncIterable<users.DetailsResp>) found.push(response.getUserDetails()!.toObject());
    return found;
  }

  /** Takes away whom it has made. */
  async close(): Promise<void> {
    await Promise.allSettled(this.made.map((name) => this.delete(name)));
    this.client.close();
  }

  private call(method: Unary, message: unknown, login = this.admin): Promise<unknown> {
    const run = this.client[method] as unknown as (message: unknown, metadata: Metadata, told: (error: ServiceError | null, answer: unknown) => void) => void;
    return new Promise((resolve, reject) => run.call(this.client, message, bearing(login), (error, answer) => (error ? reject(error) : resolve(answer))));
  }
}

/** With this login, `name:password`. */
export function bearing(login: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Basic ${Buffer.from(login).toString('base64')}`);
  return metadata;
}
