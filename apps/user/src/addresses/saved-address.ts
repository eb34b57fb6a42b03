import type { Address, SavedAddress as SavedAddressMessage } from '@demae/contracts';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A place where someone likes to be delivered to. */
@Entity('saved_address')
export class SavedAddress {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  label!: string;

  @Column('jsonb')
  place!: Address;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  static of(userId: string, label: string, place: Address): SavedAddress {
    return Object.assign(new SavedAddress(), { id: newId(), userId, label, place });
  }
}

export function asMessage({ id, label, place }: SavedAddress): SavedAddressMessage {
  return { id, label, address: place };
}
