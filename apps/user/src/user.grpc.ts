import type {
  AddAddressRequest, AddPhoneNumberRequest, AskVerificationRequest, AskVerificationResponse, BecomeDriverRequest, BeginOauthRequest, BeginOauthResponse, ChangeAccessRequest, ChangePasswordRequest, ChangePasswordResponse, EndSessionsRequest, EndSessionsResponse, EraseUserRequest, EraseUserResponse, FinishOauthRequest, ForgotPasswordRequest,
  ForgotPasswordResponse, GetCustomersRequest, GetCustomersResponse, GetUserRequest, Keys, ListAddressesRequest, ListAddressesResponse, ListPhoneNumbersRequest, ListPhoneNumbersResponse, ListSessionsRequest,
  ListSessionsResponse, ListUsersRequest, ListUsersResponse, LoginRequest, LogoutRequest, LogoutResponse, PhoneNumber, RefreshRequest, RegisterRequest, RemoveAddressRequest, RemoveAddressResponse, RemovePhoneNumberRequest, RemovePhoneNumberResponse,
  ResetPasswordRequest, ResetPasswordResponse, SavedAddress, SignedIn, UpdateAddressRequest, UpdateUserRequest, User, VerifyEmailRequest, VerifyEmailResponse, VerifyPhoneNumberRequest,
} from '@demae/contracts';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import { BecomeDriver } from './accounts/become-driver.command.js';
import { ChangeAccess } from './accounts/change-access.command.js';
import { ChangePassword } from './accounts/change-password.command.js';
import { GetCustomers } from './accounts/customers.query.js';
import { EraseUser } from './accounts/erase-user.command.js';
import { ListUsers } from './accounts/list-users.query.js';
import { Register } from './accounts/register.command.js';
import { UpdateUser } from './accounts/update-user.command.js';
import { GetUser } from './accounts/user.query.js';
import { AddAddress } from './addresses/add-address.command.js';
import { ListAddresses } from './addresses/addresses.query.js';
import { RemoveAddress } from './addresses/remove-address.command.js';
import { UpdateAddress } from './addresses/update-address.command.js';
import { BeginOauth } from './oauth/begin-oauth.command.js';
import { FinishOauth } from './oauth/finish-oauth.command.js';
import { AddPhoneNumber } from './phones/add-phone-number.command.js';
import { ListPhoneNumbers } from './phones/phone-numbers.query.js';
import { RemovePhoneNumber } from './phones/remove-phone-number.command.js';
import { VerifyPhoneNumber } from './phones/verify-phone-number.command.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { EndSessions } from './sessions/end-sessions.command.js';
import { Login } from './sessions/login.command.js';
import { Logout } from './sessions/logout.command.js';
import { Refresh } from './sessions/refresh.command.js';
import { ListSessions } from './sessions/sessions.query.js';
import { AskVerification } from './tokens/ask-verification.command.js';
import { ForgotPassword } from './tokens/forgot-password.command.js';
import { ResetPassword } from './tokens/reset-password.command.js';
import { VerifyEmail } from './tokens/verify-email.command.js';

@Controller()
export class UserGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly accessTokens: AccessTokens,
  ) {}

  @GrpcMethod('UserService', 'register')
  register(request: RegisterRequest): Promise<SignedIn> {
    return this.commands.execute(new Register(request));
  }

  @GrpcMethod('UserService', 'login')
  login(request: LoginRequest): Promise<SignedIn> {
    return this.commands.execute(new Login(request));
  }

  @GrpcMethod('UserService', 'refresh')
  refresh({ refreshToken }: RefreshRequest): Promise<SignedIn> {
    return this.commands.execute(new Refresh(refreshToken));
  }

  @GrpcMethod('UserService', 'logout')
  async logout({ actor, sessionId }: LogoutRequest): Promise<LogoutResponse> {
    await this.commands.execute(new Logout(actor.userId, sessionId));
    return {};
  }

  @GrpcMethod('UserService', 'getKeys')
  getKeys(): Keys {
    return { jwksJson: JSON.stringify(this.accessTokens.keySet()) };
  }

  @GrpcMethod('UserService', 'listSessions')
  async listSessions({ actor }: ListSessionsRequest): Promise<ListSessionsResponse> {
    return { items: await this.queries.execute(new ListSessions(actor.userId)) };
  }

  @GrpcMethod('UserService', 'endSessions')
  async endSessions({ actor, sessionId }: EndSessionsRequest): Promise<EndSessionsResponse> {
    await this.commands.execute(new EndSessions(actor.userId, sessionId));
    return {};
  }

  @GrpcMethod('UserService', 'getUser')
  getUser({ id }: GetUserRequest): Promise<User> {
    return this.queries.execute(new GetUser(id));
  }

  @GrpcMethod('UserService', 'getCustomers')
  async getCustomers({ wanted }: GetCustomersRequest): Promise<GetCustomersResponse> {
    return { items: await this.queries.execute(new GetCustomers(wanted)) };
  }

  @GrpcMethod('UserService', 'updateUser')
  updateUser(request: UpdateUserRequest): Promise<User> {
    return this.commands.execute(new UpdateUser(request));
  }

  @GrpcMethod('UserService', 'changePassword')
  async changePassword(request: ChangePasswordRequest): Promise<ChangePasswordResponse> {
    await this.commands.execute(new ChangePassword(request));
    return {};
  }

  @GrpcMethod('UserService', 'forgotPassword')
  async forgotPassword({ email }: ForgotPasswordRequest): Promise<ForgotPasswordResponse> {
    await this.commands.execute(new ForgotPassword(email));
    return {};
  }

  @GrpcMethod('UserService', 'resetPassword')
  async resetPassword({ token, password }: ResetPasswordRequest): Promise<ResetPasswordResponse> {
    await this.commands.execute(new ResetPassword(token, password));
    return {};
  }

  @GrpcMethod('UserService', 'verifyEmail')
  async verifyEmail({ token }: VerifyEmailRequest): Promise<VerifyEmailResponse> {
    await this.commands.execute(new VerifyEmail(token));
    return {};
  }

  @GrpcMethod('UserService', 'becomeDriver')
  becomeDriver(request: BecomeDriverRequest): Promise<User> {
    return this.commands.execute(new BecomeDriver(request));
  }

  @GrpcMethod('UserService', 'listAddresses')
  async listAddresses({ actor }: ListAddressesRequest): Promise<ListAddressesResponse> {
    return { items: await this.queries.execute(new ListAddresses(actor.userId)) };
  }

  @GrpcMethod('UserService', 'addAddress')
  addAddress(request: AddAddressRequest): Promise<SavedAddress> {
    return this.commands.execute(new AddAddress(request));
  }

  @GrpcMethod('UserService', 'updateAddress')
  updateAddress(request: UpdateAddressRequest): Promise<SavedAddress> {
    return this.commands.execute(new UpdateAddress(request));
  }

  @GrpcMethod('UserService', 'removeAddress')
  async removeAddress(request: RemoveAddressRequest): Promise<RemoveAddressResponse> {
    await this.commands.execute(new RemoveAddress(request));
    return {};
  }

  @GrpcMethod('UserService', 'listUsers')
  listUsers(request: ListUsersRequest): Promise<ListUsersResponse> {
    return this.queries.execute(new ListUsers(request));
  }

  @GrpcMethod('UserService', 'changeAccess')
  changeAccess(request: ChangeAccessRequest): Promise<User> {
    return this.commands.execute(new ChangeAccess(request));
  }

  @GrpcMethod('UserService', 'askVerification')
  async askVerification({ actor }: AskVerificationRequest): Promise<AskVerificationResponse> {
    await this.commands.execute(new AskVerification(actor.userId));
    return {};
  }

  @GrpcMethod('UserService', 'listPhoneNumbers')
  async listPhoneNumbers({ actor }: ListPhoneNumbersRequest): Promise<ListPhoneNumbersResponse> {
    return { items: await this.queries.execute(new ListPhoneNumbers(actor.userId)) };
  }

  @GrpcMethod('UserService', 'addPhoneNumber')
  addPhoneNumber({ actor, number }: AddPhoneNumberRequest): Promise<PhoneNumber> {
    return this.commands.execute(new AddPhoneNumber(actor.userId, number));
  }

  @GrpcMethod('UserService', 'verifyPhoneNumber')
  verifyPhoneNumber({ actor, id, code }: VerifyPhoneNumberRequest): Promise<PhoneNumber> {
    return this.commands.execute(new VerifyPhoneNumber(actor.userId, id, code));
  }

  @GrpcMethod('UserService', 'removePhoneNumber')
  async removePhoneNumber({ actor, id }: RemovePhoneNumberRequest): Promise<RemovePhoneNumberResponse> {
    await this.commands.execute(new RemovePhoneNumber(actor.userId, id));
    return {};
  }

  @GrpcMethod('UserService', 'eraseUser')
  async eraseUser({ actor, password }: EraseUserRequest): Promise<EraseUserResponse> {
    await this.commands.execute(new EraseUser(actor.userId, password));
    return {};
  }

  @GrpcMethod('UserService', 'beginOauth')
  beginOauth(request: BeginOauthRequest): Promise<BeginOauthResponse> {
    return this.commands.execute(new BeginOauth(request));
  }

  @GrpcMethod('UserService', 'finishOauth')
  finishOauth(request: FinishOauthRequest): Promise<SignedIn> {
    return this.commands.execute(new FinishOauth(request));
  }
}
