import { Screen } from '../../ui/screen.tsx'

export default function SetUpTableScreen() {
  return <Screen title="set-up-table">{null}</Screen>
}
