import { Screen } from '../../ui/screen.tsx'

export default function AgeingScreen() {
  return <Screen title="ageing">{null}</Screen>
}
