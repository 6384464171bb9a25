import { Screen } from '../../ui/screen.tsx'

export default function VoucherListScreen() {
  return <Screen title="voucher-list">{null}</Screen>
}
