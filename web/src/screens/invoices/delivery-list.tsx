import { Screen } from '../../ui/screen.tsx'

export default function DeliveryListScreen() {
  return <Screen title="delivery-list">{null}</Screen>
}
