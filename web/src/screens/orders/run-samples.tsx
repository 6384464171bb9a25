import { Mail } from 'lucide-react'
import { addressOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'
import { Key } from '../../ui/key.tsx'
import { PdfView } from '../../ui/pdf-view.tsx'
import type { Row } from './run-shapes.ts'
import { texts } from './texts.ts'

/** The PDF of the chosen row as the customer will get it; `[` and `]` go through samples chosen by the program. */
export function RunSamples({
  runId,
  row,
  onChoose,
}: {
  runId: string
  row: Row | null
  onChoose: (rowNo: number) => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const samples = useRead('invoicing.samples', { runId }).data?.samples ?? []
  const at = samples.findIndex((sample) => sample.rowNo === row?.rowNo)
  const step = (by: number) => {
    const next = samples[(Math.max(at, 0) + by + samples.length) % samples.length]
    if (next) onChoose(next.rowNo)
  }
  useKeys([
    samples.length > 1 && { key: '[', label: t(common.previous), run: () => step(-1), unlisted: true },
    samples.length > 1 && { key: ']', label: t(common.next), run: () => step(1), unlisted: true },
  ])
  const shown = row ?? samples[0] ?? null
  const canShow = shown && (!row || row.state === 'proposed' || row.state === 'done')
  // Issued, it is the document itself, with its number, and no draft.
  const issued = row?.invoiceId && can('invoicing.read-pdf') ? row.invoiceId : ''
  return (
    <section className="section">
      <header>
        <h2>{t(texts.samples)}</h2>
        {samples.length > 0 && (
          <span className="pills quieter">
            {at >= 0 && t(texts.sampleOf, { at: at + 1, n: samples.length })}
            {samples.length > 1 && (
              <>
                <Button kind="quiet" name={t(common.previous)} icon={<Key name="[" />} onPress={() => step(-1)} />
                <Button kind="quiet" name={t(common.next)} icon={<Key name="]" />} onPress={() => step(1)} />
              </>
            )}
          </span>
        )}
      </header>
      {canShow && (
        <PdfView
          key={`${shown.rowNo} ${issued}`}
          source={
            issued
              ? addressOf(company.code, 'invoicing.read-pdf', { invoiceId: issued } as never)
              : addressOf(company.code, 'invoicing.preview-row-pdf', { runId, rowNo: shown.rowNo } as never)
          }
          name={`${shown.customerName ?? shown.customer ?? ''}, ${formats.amount(shown.payable)} ${shown.currency}`}
        />
      )}
      {shown && (
        <p className="quiet pills">
          <Mail size={14} aria-hidden />
          {t((codes.channel as Record<string, Phrase>)[shown.channel] ?? common.none)}
        </p>
      )}
    </section>
  )
}
