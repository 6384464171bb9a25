import { Screen } from '../../ui/screen.tsx'

export default function OrderFileListScreen() {
  return <Screen title="order-file-list">{null}</Screen>
}
