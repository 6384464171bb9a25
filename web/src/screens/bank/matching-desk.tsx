import { Screen } from '../../ui/screen.tsx'

export default function MatchingDeskScreen() {
  return <Screen title="matching-desk">{null}</Screen>
}
