import { Screen } from '../../ui/screen.tsx'

export default function AuditScreen() {
  return <Screen title="audit">{null}</Screen>
}
