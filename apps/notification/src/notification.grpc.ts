import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  GetPreferencesRequest,
  ListNotificationsRequest,
  ListNotificationsResponse,
  MarkReadRequest,
  Notification,
  Preferences,
  RemoveNotificationRequest,
  RemoveNotificationResponse,
  SendCodeRequest,
  SendCodeResponse,
  SendTokenRequest,
  SendTokenResponse,
  UpdatePreferencesRequest,
} from '@demae/contracts';
import { SendToken } from './mail/send-token.command.js';
import { ListNotifications } from './notification/list-notifications.query.js';
import { MarkRead } from './notification/mark-read.command.js';
import { RemoveNotification } from './notification/remove-notification.command.js';
import { GetPreferences } from './preference/get-preferences.query.js';
import { UpdatePreferences } from './preference/update-preferences.command.js';
import { SendCode } from './sms/send-code.command.js';

@Controller()
export class NotificationGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('NotificationService', 'listNotifications')
  listNotifications({ actor, page }: ListNotificationsRequest): Promise<ListNotificationsResponse> {
    return this.queries.execute(new ListNotifications(actor.userId, page));
  }

  @GrpcMethod('NotificationService', 'markRead')
  markRead({ actor, id }: MarkReadRequest): Promise<Notification> {
    return this.commands.execute(new MarkRead(actor.userId, id));
  }

  @GrpcMethod('NotificationService', 'removeNotification')
  removeNotification({ actor, id }: RemoveNotificationRequest): Promise<RemoveNotificationResponse> {
    return this.commands.execute(new RemoveNotification(actor.userId, id));
  }

  @GrpcMethod('NotificationService', 'getPreferences')
  getPreferences({ actor }: GetPreferencesRequest): Promise<Preferences> {
    return this.queries.execute(new GetPreferences(actor.userId));
  }

  @GrpcMethod('NotificationService', 'updatePreferences')
  updatePreferences(request: UpdatePreferencesRequest): Promise<Preferences> {
    return this.commands.execute(new UpdatePreferences(request));
  }

  @GrpcMethod('NotificationService', 'sendToken')
  async sendToken(request: SendTokenRequest): Promise<SendTokenResponse> {
    await this.commands.execute(new SendToken(request));
    return {};
  }

  @GrpcMethod('NotificationService', 'sendCode')
  async sendCode(request: SendCodeRequest): Promise<SendCodeResponse> {
    await this.commands.execute(new SendCode(request));
    return {};
  }
}
