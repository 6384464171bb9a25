import { Screen } from '../../ui/screen.tsx'

export default function OpenItemsScreen() {
  return <Screen title="open-items">{null}</Screen>
}
