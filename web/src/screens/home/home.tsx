import { Screen } from '../../ui/screen.tsx'

export default function HomeScreen() {
  return <Screen title="home">{null}</Screen>
}
