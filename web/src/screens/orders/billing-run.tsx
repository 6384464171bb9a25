import { Screen } from '../../ui/screen.tsx'

export default function BillingRunScreen() {
  return <Screen title="billing-run">{null}</Screen>
}
