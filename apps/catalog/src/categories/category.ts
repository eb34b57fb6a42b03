import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

/** What products are sorted into, in a tree that all stores share. */
@Entity('category')
export class Category {
  @PrimaryColumn('uuid')
  id!: string;

  /** Null at the top. */
  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  /** Unique among its siblings, whatever the case. */
  @Column('text')
  name!: string;

  /** Among its siblings, the lowest first. */
  @Column('int')
  position!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;
}
