import { Screen } from '../../ui/screen.tsx'

export default function VoucherScreen() {
  return <Screen title="voucher">{null}</Screen>
}
