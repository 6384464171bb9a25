import { Screen } from '../../ui/screen.tsx'

export default function BankFileScreen() {
  return <Screen title="bank-file">{null}</Screen>
}
