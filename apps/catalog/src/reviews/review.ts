import type { Review as ReviewMessage } from '@demae/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a customer says of an order, for everybody to read. */
@Entity('review')
export class Review {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'order_id', unique: true })
  orderId!: string;

  @Column('uuid', { name: 'store_id' })
  storeId!: string;

  /** Null once the account is erased. */
  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  /** First name or initial; null once the account is erased. */
  @Column('text', { nullable: true })
  author!: string | null;

  /** 1 to 5. */
  @Column('int')
  rating!: number;

  @Column('text', { nullable: true })
  comment!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  toMessage(): ReviewMessage {
    const { id, storeId, rating, comment, author, createdAt } = this;
    return { id, storeId, rating, comment: comment ?? undefined, author: author ?? undefined, createdAt };
  }
}

const LONGEST = 20;

/** As much of a name as everybody may read: the first name; of a name in kanji or kana, where the family comes first, its first letter. */
export function authorFrom(name: string): string | null {
  const [first] = name.trim().split(/\s+/u);
  if (!first) return null;
  const letters = [...first];
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(first) ? letters[0]! : letters.slice(0, LONGEST).join('');
}
