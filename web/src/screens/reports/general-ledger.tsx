import { Screen } from '../../ui/screen.tsx'

export default function GeneralLedgerScreen() {
  return <Screen title="general-ledger">{null}</Screen>
}
