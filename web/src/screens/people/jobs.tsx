import { Screen } from '../../ui/screen.tsx'

export default function JobsScreen() {
  return <Screen title="jobs">{null}</Screen>
}
