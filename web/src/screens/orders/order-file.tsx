import { Screen } from '../../ui/screen.tsx'

export default function OrderFileScreen() {
  return <Screen title="order-file">{null}</Screen>
}
