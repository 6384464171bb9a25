import { Screen } from '../../ui/screen.tsx'

export default function PeopleScreen() {
  return <Screen title="people">{null}</Screen>
}
