import { Screen } from '../../ui/screen.tsx'

export default function ProfileScreen() {
  return <Screen title="profile">{null}</Screen>
}
