import { Screen } from '../../ui/screen.tsx'

export default function MenusScreen() {
  return <Screen title="menus">{null}</Screen>
}
