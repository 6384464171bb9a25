import { Download } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { addressOf, type Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/strip.tsx'
import { Told } from '../ui/told.tsx'
import { SourceHead } from './invoice-source.tsx'
import { markTexts, texts } from './texts.ts'
import './trail.css'

type Source = Output<'bank.source'>
type Line = Source['lines'][number]

/** The very element or records of the bank's file behind a payment, what was used of them marked; its totals and its seal. */
export function PaymentSource({ payment }: { payment: string }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const [proves, setProves] = useState(false)
  const source = useRead('bank.source', { transactionId: payment, ...(proves ? { prove: 'yes' as const } : {}) })
  if (source.error)
    return source.error.problems.some(({ code }) => code === 'bank.no-source') ? (
      <p className="section quiet">{t(texts.byHand)}</p>
    ) : (
      <Told error={source.error} onAgain={() => void source.refetch()} />
    )
  if (!source.data) return <p className="section quiet">{t(common.loading)}</p>
  const { name, bytes, line, lines, cut, importedAt, importedBy, contents, seal, fileId } = source.data
  const shownName = name ?? t(texts.fileWithoutName)
  const at = formats.instant(importedAt)
  return (
    <section className="source" aria-label={shownName}>
      {seal.unchanged === false && <Banner tone="bad">{t(texts.changed)}</Banner>}
      <SourceHead
        name={shownName}
        place={
          bytes
            ? t(texts.bytes, { from: formats.count(bytes.from), to: formats.count(bytes.to - 1) })
            : line === null
              ? ''
              : t(texts.line, { line })
        }
      />
      {lines.length === 0 ? (
        <p className="section quiet">{t(texts.noPlaces)}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard
        <pre className="source-text" tabIndex={0}>
          <span className="unseen">{t(texts.shownPart)}</span>
          {lines.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a long line share their number
            <SourceLine key={index} line={one} gap={index > 0 && one.no > lines[index - 1]!.no + 1} />
          ))}
        </pre>
      )}
      <div className="source-facts">
        {cut && <p className="quiet">{t(texts.cut)}</p>}
        <Facts
          facts={[
            [t(texts.fetched), importedBy ? t(texts.byAt, { at, by: importedBy }) : t(texts.fetchedFromBank, { at })],
            [
              t(texts.content),
              t(texts.payments, {
                n: contents.payments,
                sum: contents.totals
                  .map(({ amount, currency }) => `${formats.amount(amount)}\u00a0${currency}`)
                  .join(', '),
              }),
            ],
            [
              t(texts.seal),
              <span key="seal">
                <code>
                  sha-256 {seal.sha256.slice(0, 8)}…{seal.sha256.slice(-4)}
                </code>
                {seal.unchanged === true && `, ${t(texts.unchanged)}`}
                {seal.unchanged === null && (
                  <>
                    {' '}
                    <Button kind="link" working={source.isFetching} onPress={() => setProves(true)}>
                      {t(texts.prove)}
                    </Button>
                  </>
                )}
              </span>,
            ],
          ]}
        />
        {can('bank.download-file') && (
          <p className="pills no-print">
            <a className="button" href={addressOf(company.code, 'bank.download-file', { fileId })} download={shownName}>
              <Download size={16} aria-hidden />
              {t(texts.fetchFile)}
            </a>
          </p>
        )}
      </div>
    </section>
  )
}

function SourceLine({ line, gap }: { line: Line; gap: boolean }) {
  const t = useText()
  const isUsed = line.own && line.marks.length > 0
  return (
    <>
      {gap && <span className="gap">…</span>}
      <span className={`${line.own ? '' : 'around'} ${isUsed ? 'used' : ''}`}>
        <span className="line-no">{line.no}</span>
        {marked(line, (field) => (markTexts[field] ? t(markTexts[field]) : undefined))}
      </span>
    </>
  )
}

/** The text in pieces, those that were used as marks. */
function marked({ text, marks }: Line, nameOf: (field: string) => string | undefined): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { from, to, field } of [...marks].sort((a, b) => a.from - b.from)) {
    if (from < at) continue
    pieces.push(text.slice(at, from))
    pieces.push(
      <mark key={`${from} ${field}`} title={nameOf(field)}>
        {text.slice(from, to)}
      </mark>,
    )
    at = to
  }
  pieces.push(text.slice(at))
  return pieces
}
