import { Screen } from '../../ui/screen.tsx'

export default function BillingRunListScreen() {
  return <Screen title="billing-run-list">{null}</Screen>
}
