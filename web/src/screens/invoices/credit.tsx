import { Screen } from '../../ui/screen.tsx'

export default function CreditScreen() {
  return <Screen title="credit">{null}</Screen>
}
