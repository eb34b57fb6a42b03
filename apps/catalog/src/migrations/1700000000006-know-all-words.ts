import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All words that are written anywhere, not only those that can be misspelled, so that what begins alike can be named. */
export class KnowAllWords1700000000006 implements MigrationInterface {
  readonly name = 'KnowAllWords1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['store', 'product']) {
      // A lexeme that begins with t is a word anywhere.
      await runner.query(`insert into search_word select distinct substr(lexeme, 2) from ${table} x, unnest(tsvector_to_array(x.words)) lexeme where lexeme like 't_%' on conflict do nothing`);
    }
    await runner.query('create index search_word_by_beginning on search_word (word text_pattern_ops)');
  }

  /** The words stay: they do no harm. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index search_word_by_beginning');
  }
}
