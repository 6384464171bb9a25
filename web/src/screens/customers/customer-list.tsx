import { Screen } from '../../ui/screen.tsx'

export default function CustomerListScreen() {
  return <Screen title="customer-list">{null}</Screen>
}
