import type { Session } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Sessions } from './sessions.js';

export class ListSessions extends Query<Session[]> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ListSessions)
export class ListSessionsHandler implements IQueryHandler<ListSessions> {
  constructor(private readonly sessions: Sessions) {}

  execute({ userId }: ListSessions): Promise<Session[]> {
    return this.sessions.of(userId);
  }
}
