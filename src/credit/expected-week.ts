/** Half the width of the 80 % interval of a sum, in its standard deviations (normal distribution). */
const deviations = 1.2816
/**
 * What customers have in common (a holiday, a pay day, a strike of the bank's) does not average out over many: it is taken for so
 * large a part of the sum. Set by a look at seeds 1, 3 and 4 of tools/quality/payers.ts, measured on others (docs/quality.md).
 */
const common = 0.08

/** Half the width of the interval in which four of five weeks fall. Amounts as floats: an expectation, no money. */
export const spreadOf = (amount: number, variance: number): number =>
  deviations * Math.sqrt(variance + (common * amount) ** 2)
