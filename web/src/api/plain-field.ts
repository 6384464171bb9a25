/** A field of a verb that a person can fill in without knowing the API. */
export interface PlainField {
  name: string
  kind: 'yes-no' | 'integer' | 'text' | 'choice' | 'choices' | 'codes'
  /** Of choice and choices. */
  choices?: string[]
  default?: unknown
}
