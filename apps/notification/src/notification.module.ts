import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NotificationServiceService } from '@demae/contracts';
import { defineService, OutsideCalls, Settings } from '@demae/platform';
import { ErasedUser } from './erasure/erased-user.js';
import { ForgetUser } from './erasure/forget-user.listener.js';
import { MailChannel } from './mail/mail-channel.js';
import { SendMail } from './mail/send-mail.worker.js';
import { SendTokenHandler } from './mail/send-token.command.js';
import { SentMail } from './mail/sent-mail.js';
import { SimulatedMail } from './mail/simulated-mail.js';
import { SmtpMail } from './mail/smtp-mail.js';
import { CreateNotification1700000000001 } from './migrations/1700000000001-create-notification.js';
import { MailWithoutNotification1700000000002 } from './migrations/1700000000002-mail-without-notification.js';
import { SentSms1700000000003 } from './migrations/1700000000003-sent-sms.js';
import { Erasure1700000000004 } from './migrations/1700000000004-erasure.js';
import { Preferences1700000000005 } from './migrations/1700000000005-preferences.js';
import { NotificationGrpc } from './notification.grpc.js';
import { ListNotificationsHandler } from './notification/list-notifications.query.js';
import { MarkReadHandler } from './notification/mark-read.command.js';
import { Notification } from './notification/notification.js';
import { RemoveNotificationHandler } from './notification/remove-notification.command.js';
import { TellCustomer } from './notification/tell-customer.listener.js';
import { GetPreferencesHandler } from './preference/get-preferences.query.js';
import { Preference } from './preference/preference.js';
import { UpdatePreferencesHandler } from './preference/update-preferences.command.js';
import { HttpSms } from './sms/http-sms.js';
import { SendCodeHandler } from './sms/send-code.command.js';
import { SentSms } from './sms/sent-sms.js';
import { SimulatedSms } from './sms/simulated-sms.js';
import { SmsChannel } from './sms/sms-channel.js';

const mailChannel = {
  provide: MailChannel,
  inject: [Settings, OutsideCalls],
  useFactory: (settings: Settings, calls: OutsideCalls): MailChannel => {
    const url = settings.get<string | undefined>('SMTP_URL');
    return url === undefined ? new SimulatedMail() : new SmtpMail(url, settings.get<string>('MAIL_FROM'), calls);
  },
};

const smsChannel = {
  provide: SmsChannel,
  inject: [Settings, OutsideCalls],
  useFactory: (settings: Settings, calls: OutsideCalls): SmsChannel => {
    const url = settings.get<string | undefined>('SMS_URL');
    return url === undefined ? new SimulatedSms() : new HttpSms(url, settings.get<string | undefined>('SMS_TOKEN'), calls);
  },
};

@Module({
  imports: [CqrsModule],
  controllers: [NotificationGrpc],
  providers: [
    TellCustomer, ForgetUser, SendMail, SendTokenHandler, mailChannel, SendCodeHandler, smsChannel, ListNotificationsHandler, MarkReadHandler, RemoveNotificationHandler,
    GetPreferencesHandler, UpdatePreferencesHandler,
  ],
})
export class NotificationModule {}

export const notification = defineService({
  name: 'notification',
  module: NotificationModule,
  entities: [Notification, SentMail, SentSms, ErasedUser, Preference],
  migrations: [CreateNotification1700000000001, MailWithoutNotification1700000000002, SentSms1700000000003, Erasure1700000000004, Preferences1700000000005],
  grpc: [NotificationServiceService],
  settings: {
    SMTP_URL: { kind: 'secret', optional: true, reaches: [465, 587], example: 'smtp://user:password@mail.example:587', what: 'the mail server; without one mail is only noted in the table sent_mail' },
    MAIL_FROM: { kind: 'text', default: 'Demae <no-reply@demae.test>', what: 'the sender of all mail' },
    SMS_URL: { kind: 'url', schemes: ['http', 'https'], optional: true, reaches: [443], example: 'https://sms.example/messages', what: 'where text messages are handed over: POST { to, text }; without one they are only noted in the table sent_sms' },
    SMS_TOKEN: { kind: 'secret', optional: true, what: 'with SMS_URL: sent along as Authorization: Bearer' },
    APP_URL: { kind: 'url', default: 'http://127.0.0.1:8080/app', what: 'where the front end is, for links in mail' },
  },
});
