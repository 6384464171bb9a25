import { Screen } from '../../ui/screen.tsx'

export default function OrderScreen() {
  return <Screen title="order">{null}</Screen>
}
