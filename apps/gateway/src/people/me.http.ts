import { NotificationServiceService, UserServiceService, type Notification } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { EndedSessions } from '../access/ended-sessions.js';
import { RateLimits } from '../access/rate-limits.js';
import { Answers } from '../http/answers.js';
import { page, pageRequest, PageQuery } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { ErasureBody, PasswordBody } from './credentials.js';
import { preferences, PreferencesBody, PreferencesView } from './notification-preferences.js';
import { DriverBody, NotificationPage, NotificationView, profile, ProfileBody, ProfileView } from './profile.js';
import { IN_LINE } from './patience.js';

@ApiTags('People')
@Controller('v1/me')
export class MeHttp {
  private readonly users;
  private readonly notifications;

  constructor(
    private readonly endedSessions: EndedSessions,
    private readonly rateLimits: RateLimits,
    peers: Peers,
  ) {
    this.users = peers.client(UserServiceService);
    this.notifications = peers.client(NotificationServiceService);
  }

  @Get()
  @Answers(200, ProfileView, 'Who I am')
  async show(@Me() me: Caller): Promise<ProfileView> {
    return profile(await this.users.getUser({ id: me.userId }));
  }

  @Patch()
  @Answers(200, ProfileView, 'Changes my name or language')
  async update(@Me() me: Caller, @Body() { name, locale }: ProfileBody): Promise<ProfileView> {
    return profile(await this.users.updateUser({ actor: actorOf(me), name: name?.trim(), locale }));
  }

  @Delete()
  @Answers(204, undefined, 'Erases my account and all that is known of me; orders and payments stay without a name', [409, 422])
  async erase(@Me() me: Caller, @Body() { password }: ErasureBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.rateLimits.countLoginAs(me.email, reply);
    await this.users.eraseUser({ actor: actorOf(me), password }, IN_LINE);
    this.endedSessions.doubt();
  }

  @Post('password')
  @Answers(204, undefined, 'Changes my password and ends my other sessions', [422])
  async changePassword(@Me() me: Caller, @Body() { current, next }: PasswordBody): Promise<void> {
    const { items } = await this.users.listSessions({ actor: actorOf(me) });
    await this.users.changePassword({ actor: actorOf(me), sessionId: me.sid, current, next }, IN_LINE);
    for (const { id } of items) if (id !== me.sid) this.endedSessions.add(id);
  }

  @Post('email/verification')
  @Answers(202, undefined, 'Mails me a new token to verify my address with', [409])
  async verification(@Me() me: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.rateLimits.countMailTo(me.email, reply);
    await this.users.askVerification({ actor: actorOf(me) });
  }

  @Post('driver')
  @Answers(200, ProfileView, 'Makes me a driver')
  async becomeDriver(@Me() me: Caller, @Body() { vehicle, licence }: DriverBody): Promise<ProfileView> {
    return profile(await this.users.becomeDriver({ actor: actorOf(me), vehicle, licence }));
  }

  @Get('notifications')
  @Answers(200, NotificationPage, 'What I was told, newest first')
  async listNotifications(@Me() me: Caller, @Query() query: PageQuery): Promise<NotificationPage> {
    return page(await this.notifications.listNotifications({ actor: actorOf(me), page: pageRequest(query) }), notification);
  }

  @Get('notification-preferences')
  @Answers(200, PreferencesView, 'What I want to be told, and how')
  async showPreferences(@Me() me: Caller): Promise<PreferencesView> {
    return preferences(await this.notifications.getPreferences({ actor: actorOf(me) }));
  }

  @Patch('notification-preferences')
  @Answers(200, PreferencesView, 'Changes what I want to be told; what is not named stays')
  async changePreferences(@Me() me: Caller, @Body() { kinds = [], quietHours }: PreferencesBody): Promise<PreferencesView> {
    return preferences(await this.notifications.updatePreferences({ actor: actorOf(me), kinds, quietHours }));
  }

  @Put('notifications/:id/read')
  @Answers(200, NotificationView, 'Marks it as read', [404])
  async read(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<NotificationView> {
    return notification(await this.notifications.markRead({ actor: actorOf(me), id }));
  }

  @Delete('notifications/:id')
  @Answers(204, undefined, 'Removes it from the history', [404])
  async remove(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.notifications.removeNotification({ actor: actorOf(me), id });
  }
}

function notification({ at, readAt, ...fields }: Notification): NotificationView {
  return { ...fields, at: at.toISOString(), readAt: readAt?.toISOString() };
}
