import { Screen } from '../../ui/screen.tsx'

export default function BankAccountsScreen() {
  return <Screen title="bank-accounts">{null}</Screen>
}
