/** What an act belongs to: the nearest of these around where it is pressed. */
const holders = 'dialog, .drawer, .pane, form, .screen'

/**
 * Whether something typed beside an act cannot be understood ("31 feb", "12 5O"): then nothing is saved, approved or sent, for it
 * would go with the value of before; the field says what it wants and has the hand.
 */
export function meetsNotUnderstood(from: Element | null): boolean {
  const holder = from?.closest(holders) ?? document.querySelector('dialog[open]') ?? document.body
  const field = [...holder.querySelectorAll('input')].find(
    (input) => input.validity.customError && input.getClientRects().length > 0,
  )
  if (!field) return false
  field.focus()
  // Fires `invalid`, by which the field tells it though it has the hand.
  field.checkValidity()
  return true
}
