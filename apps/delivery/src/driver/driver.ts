import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Driver as DriverView } from '@demae/contracts';

/**
 * A courier, by their user's id.
 * Steps and deadlines change drivers by SQL only, a delivery's lock before its driver's; commands of the driver's own load the row.
 */
@Entity({ name: 'driver' })
export class Driver {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  /** BUSY with exactly one offer or job, which deliveryId names. */
  @Column('text')
  status!: 'OFFLINE' | 'ONLINE' | 'BUSY';

  @Column('uuid', { name: 'delivery_id', nullable: true })
  deliveryId!: string | null;

  @Column('float8', { nullable: true })
  lat!: number | null;

  @Column('float8', { nullable: true })
  lng!: number | null;

  /** Degrees clockwise from north. */
  @Column('float8', { nullable: true })
  heading!: number | null;

  @Column('timestamptz', { name: 'located_at', nullable: true })
  locatedAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  toView(): DriverView {
    const { id, name, status, lat, lng, locatedAt } = this;
    return { id, name, status, location: lat === null || lng === null ? undefined : { lat, lng }, locatedAt: locatedAt ?? undefined };
  }
}
