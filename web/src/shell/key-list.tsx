import { useText } from '../lang/language.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Key } from '../ui/key.tsx'
import { type KeyAct, useKeyScopes, useScreenKeys } from './keys.tsx'
import { texts } from './texts.ts'

/** "?": every key that does something here, and those that do everywhere. */
export default function KeyList({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const t = useText()
  const here = useScreenKeys()
  const everywhere = useKeyScopes().filter((scope) => scope.isEverywhere)
  return (
    <Dialog
      title={t(texts.keys)}
      onClose={onClose}
      footer={
        <Button
          keyCap="F1"
          onPress={() => {
            onClose()
            onHelp()
          }}
        >
          {t(texts.help)}
        </Button>
      }
    >
      <List title={t(texts.keysHere)} acts={here} />
      <List title={t(texts.keysEverywhere)} acts={everywhere.flatMap((scope) => scope.acts)} />
    </Dialog>
  )
}

function List({ title, acts }: { title: string; acts: readonly KeyAct[] }) {
  if (acts.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul className="key-list">
        {acts.map((act) => (
          <li key={act.key}>
            <Key name={act.key} />
            <span className="unseen">{act.key}: </span>
            {act.label}
          </li>
        ))}
      </ul>
    </section>
  )
}
