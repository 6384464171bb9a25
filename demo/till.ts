export interface Payment {
  amount: bigint
  reference?: string
  text?: string
  payer: string
  account: string
  /** The document that the payer means, where the payment does not say so. */
  meant?: string
}

/** How a document is paid. */
export type Habit =
  | 'on-time'
  | 'early'
  | 'late'
  | 'after-reminder'
  | 'without-fee'
  | 'after-notice'
  | 'never'
  | 'half'
  | 'short'
  | 'too-much'
  | 'twice'
  | 'by-text'
  | 'wrong-reference'
  | 'no-reference'

export interface Till {
  /** Documents whose habit the story sets. */
  habits: Map<string, Habit>
  /** Payments that do not say what they are for, by the bank's reference of them: the document that was meant. */
  astray: Map<string, string>
  /** What comes with the bank's next file besides. */
  coming: Payment[]
}
