import { Screen } from '../../ui/screen.tsx'

export default function CustomerScreen() {
  return <Screen title="customer">{null}</Screen>
}
