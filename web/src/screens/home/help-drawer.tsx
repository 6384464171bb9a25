import { Drawer } from '../../ui/dialog.tsx'

export default function HelpDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer title="help" onClose={onClose}>
      {null}
    </Drawer>
  )
}
