import { Screen } from '../../ui/screen.tsx'

export default function HelpScreen() {
  return <Screen title="help">{null}</Screen>
}
