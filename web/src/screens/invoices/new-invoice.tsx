import { Screen } from '../../ui/screen.tsx'

export default function NewInvoiceScreen() {
  return <Screen title="new-invoice">{null}</Screen>
}
