import { Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useText } from '../../lang/language.tsx'
import { Button } from '../../ui/button.tsx'
import { texts } from './texts.ts'

/** A link or a token that the server tells this once. */
export function ToldOnce({ intro, label, secret }: { intro: string; label: string; secret: string }) {
  const t = useText()
  const [isCopied, setCopied] = useState(false)
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => holder.current?.querySelector('button')?.focus(), [])
  return (
    <div className="once" ref={holder} role="status">
      <p>{intro}</p>
      <p className="small quiet">{label}</p>
      <code>{secret}</code>
      <span>
        <Button
          icon={<Copy size={16} aria-hidden />}
          onPress={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true))}
        >
          {t(isCopied ? texts.copied : texts.copy)}
        </Button>
      </span>
    </div>
  )
}
