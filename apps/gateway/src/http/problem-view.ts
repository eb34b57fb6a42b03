import { ListOf, Text, Whole } from './fields.js';

/** What is wrong with one field. */
export class FieldErrorView {
  @Text({ max: 500, example: 'lines.0.quantity' })
  path!: string;

  @Text({ max: 500, example: 'must be a whole number from 1 to 999' })
  message!: string;
}

/** RFC 9457; some problems carry more, such as the state that forbids something. */
export class ProblemView {
  @Text({ max: 200, example: 'about:blank' })
  type!: string;

  @Text({ max: 200, example: 'Bad request' })
  title!: string;

  @Whole({ min: 400, max: 599, example: 400 })
  status!: number;

  @Text({ max: 2000, what: 'what happened, and what to do', example: 'lines.0.quantity must be a whole number from 1 to 999.' })
  detail!: string;

  @Text({ max: 100, optional: true, what: 'for machines: which refusal it is', example: 'unknown-sku' })
  code?: string;

  @Text({ max: 4000, example: '/v1/orders' })
  instance!: string;

  @Text({ max: 32, example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  traceId!: string;

  @ListOf(() => FieldErrorView, { max: 1000, optional: true, what: 'of a 400' })
  errors?: FieldErrorView[];
}
