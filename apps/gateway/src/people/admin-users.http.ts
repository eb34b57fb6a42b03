import { UserServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { EndedSessions } from '../access/ended-sessions.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { page, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { AccessBody, managedUser, ManagedUserPage, ManagedUserView, UsersQuery } from './managed-user.js';

@ApiTags('Looking and operating')
@Controller('v1/admin/users')
@Roles('admin')
export class AdminUsersHttp {
  private readonly users;

  constructor(
    private readonly endedSessions: EndedSessions,
    peers: Peers,
  ) {
    this.users = peers.client(UserServiceService);
  }

  @Get()
  @Answers(200, ManagedUserPage, 'Everybody with an account, latest first')
  async list(@Me() me: Caller, @Query() query: UsersQuery): Promise<ManagedUserPage> {
    const { q, role, suspended } = query;
    return page(await this.users.listUsers({ actor: actorOf(me), page: pageRequest(query), text: q?.trim(), role, suspended }), managedUser);
  }

  @Patch(':id')
  @Answers(200, ManagedUserView, 'Changes what somebody may do, or suspends them; what changes ends their sessions', [404, 409])
  async change(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { roles, suspended }: AccessBody): Promise<ManagedUserView> {
    const user = await this.users.changeAccess({ actor: actorOf(me), userId: id, roles: roles && { names: roles }, suspended });
    // Whose sessions have ended is known to the user service alone.
    this.endedSessions.doubt();
    return managedUser(user);
  }
}
