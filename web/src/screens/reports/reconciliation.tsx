import { Screen } from '../../ui/screen.tsx'

export default function ReconciliationScreen() {
  return <Screen title="reconciliation">{null}</Screen>
}
