import { Screen } from '../../ui/screen.tsx'

export default function NewCustomerScreen() {
  return <Screen title="new-customer">{null}</Screen>
}
