/** Conditions of a statement with the values they take, each `?` a value. */
export class Where {
  private readonly conditions: string[] = [];

  constructor(readonly values: unknown[] = []) {}

  /** Notes a value and gives its place: "$3". */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(condition: string, ...values: unknown[]): this {
    let next = 0;
    this.conditions.push(condition.replaceAll('?', () => this.value(values[next++])));
    return this;
  }

  /** Conditions of another part of the same statement. */
  further(): Where {
    return new Where(this.values);
  }

  toString(): string {
    return this.conditions.length > 0 ? `where ${this.conditions.map((condition) => `(${condition})`).join(' and ')}` : '';
  }
}
