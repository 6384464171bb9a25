import { Screen } from '../../ui/screen.tsx'

export default function BankFileListScreen() {
  return <Screen title="bank-file-list">{null}</Screen>
}
