import { Screen } from '../../ui/screen.tsx'

export default function AttestScreen() {
  return <Screen title="attest">{null}</Screen>
}
