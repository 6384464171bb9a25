import { Screen } from '../../ui/screen.tsx'

export default function ProcessScreen() {
  return <Screen title="process">{null}</Screen>
}
