import { Screen } from '../../ui/screen.tsx'

export default function InvoiceScreen() {
  return <Screen title="invoice">{null}</Screen>
}
