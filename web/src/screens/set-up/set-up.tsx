import { Screen } from '../../ui/screen.tsx'

export default function SetUpScreen() {
  return <Screen title="set-up">{null}</Screen>
}
