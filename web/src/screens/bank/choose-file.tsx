import { Upload } from 'lucide-react'
import { useRef } from 'react'
import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { useDropFiles } from '../../shell/drop-files.ts'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'
import { texts } from './texts.ts'

/** The way of a bank file where none can be dropped: a phone, a keyboard, a screen reader. */
export function ChooseFile() {
  const t = useText()
  const { can } = useSession()
  const drop = useDropFiles()
  const input = useRef<HTMLInputElement>(null)
  const may = can('bank.import-file')
  const choose = () => input.current?.click()
  useKeys([may && { key: '+', label: t(texts.chooseFile), run: choose, unlisted: true }])
  if (!may) return null
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t(texts.chooseFile)}
        onChange={(event) => {
          drop([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <Button kind="primary" keyCap="+" icon={<Upload size={16} aria-hidden />} onPress={choose}>
        {t(texts.chooseFile)}
      </Button>
    </>
  )
}
