import { Check } from 'lucide-react'
import { useState } from 'react'
import { addressOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { languageNames, useFormats, useText } from '../../../lang/language.tsx'
import type { Phrases } from '../../../lang/phrase.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { Key } from '../../../ui/key.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { Told } from '../../../ui/told.tsx'
import { PaysLine } from '../../customers/pays-line.tsx'
import { texts as lawTexts } from '../policies/texts.ts'
import { capital, sayChannel } from './say.ts'
import type { Row, Run } from './shapes.ts'
import { texts } from './texts.ts'

const hasLetter = ({ kind }: Pick<Row, 'kind'>): boolean => kind !== 'collection' && kind !== 'enforcement'

/** The letter of the chosen row, as the customer would get it; what the law says of its fee stands below. */
export function LetterPane({ run, row, onStep }: { run: Run; row: Row | undefined; onStep: (by: number) => void }) {
  const t = useText()
  const { company } = useSession()
  const [language, setLanguage] = useState<'' | Language>('')
  useKeys([
    row !== undefined && { key: '[', label: t(common.previous), run: () => onStep(-1), unlisted: true },
    row !== undefined && { key: ']', label: t(common.next), run: () => onStep(1), unlisted: true },
  ])
  if (!row) return null
  const own = row.language as Language
  const isOpen = row.state === 'proposed' || row.state === 'held' || row.state === 'excluded'
  return (
    <section className="section letter-pane no-print">
      <header>
        <h2 title={row.customerName}>
          {t(texts.letter)} <span className="quiet plain">{row.customerName}</span>
        </h2>
        <span className="pills">
          {isOpen && hasLetter(row) && (
            <Choice
              label={t(texts.inLanguage)}
              value={language || own}
              options={[...new Set([own, 'en' as const])].map((value) => ({
                value,
                label: value,
                name: languageNames[value],
              }))}
              onChange={setLanguage}
            />
          )}
          <Button kind="quiet" name={t(common.previous)} icon={<Key name="[" />} onPress={() => onStep(-1)} />
          <Button kind="quiet" name={t(common.next)} icon={<Key name="]" />} onPress={() => onStep(1)} />
        </span>
      </header>
      {!row.isProtected && <PaysLine number={row.customer} />}
      {hasLetter(row) ? (
        row.letterId || row.state !== 'rejected' ? (
          <PdfView
            key={`${row.rowNo} ${language}`}
            source={addressOf(company.code, 'dunning.preview-letter', {
              runId: run.runId,
              rowNo: row.rowNo,
              ...(language && isOpen ? { language } : {}),
            } as never)}
            title={row.channel ? capital(t(texts.goesBy, { channel: sayChannel(t, row.channel) })) : ''}
            name={`${t(texts.letter)} ${row.customerName}`}
          />
        ) : null
      ) : (
        <p className="quiet">{t(texts.noLetter)}</p>
      )}
      {isOpen && hasLetter(row) && <LawOfRow run={run} row={row} />}
    </section>
  )
}
type Language = 'sv' | 'nb' | 'bg' | 'en'

/** What the law says on the day of the letter, and the days of its interest. */
function LawOfRow({ run, row }: { run: Run; row: Row }) {
  const t = useText()
  const formats = useFormats()
  const read = useRead('dunning.read-row', { runId: run.runId, rowNo: row.rowNo })
  if (read.error) return <Told error={read.error} />
  if (!read.data) return null
  const { law, currency, items } = read.data
  const lawOf = ({ name, unit, value }: (typeof law)[number]): string => {
    const said = t((lawTexts as Phrases)[`law.${name}`]!)
    const amount = unit === 'word' ? '' : `${formats.amount(value)} ${unit === 'percent' ? '%' : currency}`
    return `${said.charAt(0).toLocaleLowerCase()}${said.slice(1)} ${amount}`.trimEnd()
  }
  const segments = items.flatMap((item) => item.segments).slice(0, 4)
  return (
    <div className="small law-of-row">
      {row.said.length > 0 && <p className="warn">{t(texts.feeCut)}</p>}
      {law.length === 0 ? (
        <p className="quiet">{t(texts.noFee)}</p>
      ) : (
        law.map((one) => (
          <p key={one.name} title={one.source}>
            <Check size={14} aria-hidden className="good" />{' '}
            {t(texts.feeFollows, {
              day: formats.dayInText(run.on, 'short'),
              what: lawOf(one),
            })}{' '}
            <span className="quieter">{one.source}</span>
          </p>
        ))
      )}
      {segments.map((one) => (
        <p key={`${one.from} ${one.principal}`} className="quiet figures">
          {t(texts.segment, {
            percent: formats.amount(one.percent),
            days: one.days,
            amount: `${formats.amount(one.principal)} ${currency}`,
          })}
        </p>
      ))}
    </div>
  )
}

/** Parts of a row that are not in the table: each claim, and what its letter asks for besides. */
export function RowParts({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  const hasEarlier = Number(row.charged) !== 0
  return (
    <>
      <section className="section">
        <table className="table inset">
          <thead>
            <tr>
              <th scope="col">{t(common.invoice)}</th>
              <th scope="col">{t(common.due)}</th>
              <th scope="col" className="amount">
                {t(texts.capital)}
              </th>
              <th scope="col" className="amount">
                {t(texts.interest)}
              </th>
              {hasEarlier && (
                <th scope="col" className="amount">
                  {t(texts.charged)}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {row.items.map((item) => (
              <tr key={item.itemId}>
                <td>{item.number}</td>
                <td>{formats.day(item.dueOn)}</td>
                <td className="amount">
                  <Amount value={item.asked} />
                </td>
                <td className="amount">
                  <Amount value={item.interest} dashForZero />
                </td>
                {hasEarlier && (
                  <td className="amount">
                    <Amount value={item.charged} dashForZero />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="section">
        <dl className="facts">
          {(
            [
              [texts.capital, row.capital],
              [texts.interest, row.interest],
              [texts.charged, row.charged],
              [texts.fee, row.fee],
              [texts.compensation, row.compensation],
              [texts.total, row.total],
            ] as const
          ).map(([phrase, amount]) => [
            <dt key={`${phrase.en} label`}>{t(phrase)}</dt>,
            <dd key={phrase.en}>
              <Amount value={amount} currency={row.currency} dashForZero />
            </dd>,
          ])}
          {row.approved !== null && (
            <>
              <dt>{t(texts.wasApproved)}</dt>
              <dd>
                <Amount value={row.approved} currency={row.currency} />
              </dd>
            </>
          )}
          <dt>{t(texts.deadline)}</dt>
          <dd>{formats.dayInText(row.deadlineOn)}</dd>
          {row.channel && (
            <>
              <dt>{t(texts.sentBy)}</dt>
              <dd>
                {sayChannel(t, row.channel)}
                {row.passedOver
                  .filter(({ why }) => `passed.${why}` in texts)
                  .map(({ channel, why }) => (
                    <div key={channel} className="small quiet">
                      {t(texts[`passed.${why}` as 'passed.no-consent'], { channel: sayChannel(t, channel) })}
                    </div>
                  ))}
              </dd>
            </>
          )}
        </dl>
      </section>
    </>
  )
}
