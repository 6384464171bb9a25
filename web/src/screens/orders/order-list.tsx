import { Screen } from '../../ui/screen.tsx'

export default function OrderListScreen() {
  return <Screen title="order-list">{null}</Screen>
}
