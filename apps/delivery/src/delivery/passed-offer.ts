import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A courier who declined this delivery or let its offer expire: not asked again. */
@Entity({ name: 'passed_offer' })
export class PassedOffer {
  @PrimaryColumn('uuid', { name: 'delivery_id' })
  deliveryId!: string;

  @PrimaryColumn('uuid', { name: 'driver_id' })
  driverId!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  static of(deliveryId: string, driverId: string): PassedOffer {
    return Object.assign(new PassedOffer(), { deliveryId, driverId });
  }
}
