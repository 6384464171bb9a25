/** Of an amount as the API writes it, in any currency. */
export const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount)
