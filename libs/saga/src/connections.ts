/** For `extra` of the DataSource that the kit works on. It works without, but slower. */
export const CONNECTIONS = {
  /**
   * A connection keeps the plan of a statement that it runs often. One that was made while the tables were small reads all of a table to find
   * a row, and goes on doing so when there are a hundred thousand, until the table is next analyzed. Handlers look up rows by their
   * keys, so an index is always right; a statement for which there is none runs as before.
   * https://www.postgresql.org/docs/current/sql-prepare.html, https://www.postgresql.org/docs/current/runtime-config-query.html
   */
  options: '-c enable_seqscan=off',
  /** What a unit of work writes goes out together: one wait instead of one for each table. https://node-postgres.com/features/pipelining */
  pipeline: true,
} as const;
