import { Screen } from '../../ui/screen.tsx'

export default function DuplicatesScreen() {
  return <Screen title="duplicates">{null}</Screen>
}
