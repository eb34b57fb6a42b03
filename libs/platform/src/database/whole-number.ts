import type { ValueTransformer } from 'typeorm';

/** For int8 columns: Postgres' driver gives them as text, because not all of them fit a JavaScript number. Money and quantities do. */
export const wholeNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null | undefined) => {
    if (value === null || value === undefined) return value;
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond what a number holds exactly.`);
    return number;
  },
};
