import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Preferences } from '@demae/contracts';
import { Preference } from './preference.js';

export class GetPreferences {
  constructor(readonly userId: string) {}
}

@QueryHandler(GetPreferences)
export class GetPreferencesHandler implements IQueryHandler<GetPreferences, Preferences> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ userId }: GetPreferences): Promise<Preferences> {
    const found = await this.dataSource.getRepository(Preference).findOneBy({ userId });
    return (found ?? Preference.none(userId)).toView();
  }
}
