import { Link } from '@tanstack/react-router'
import { ArrowDownUp } from 'lucide-react'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { languageNames, useText } from '../../lang/language.tsx'
import type { Language, Phrase } from '../../lang/phrase.ts'
import { useWord } from '../../lang/use-word.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

const fieldTexts: Record<string, Phrase> = {
  name: texts.name,
  identityNumber: texts.identityNumber,
  vatNumber: texts.vatNumber,
  kind: texts.kind,
  customerKind: texts.customerKind,
  language: texts.language,
  currency: texts.currency,
  termsDays: texts.terms,
  theirReference: texts.theirReference,
  counterpartyCode: texts.counterparty,
  address: texts.street,
}

/** What moves, what is posted, what stays, where the two differ; then it is done by one act that bears its number. */
export function MergePreview({
  from,
  into,
  onTurn,
  onMerged,
  onClose,
}: {
  from: string
  into: string
  onTurn: () => void
  onMerged: () => void
  onClose: () => void
}) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const { company, can, seesAllAreas } = useSession()
  const may = can('parties.preview-merge')
  const read = useRead('parties.preview-merge', may ? { from, into } : null)
  const act = useAct('parties.merge')
  const preview = read.data && !read.isPlaceholderData ? read.data : null
  const problems = useProblemTexts((preview?.problems ?? []) as unknown as Problem[])
  const whyNot = !seesAllAreas
    ? t(texts.needsAllAreas)
    : !can('parties.merge')
      ? t(common.mayNot)
      : !preview
        ? t(common.loading)
        : preview.problems.length > 0
          ? t(texts.cannotMerge)
          : null
  const merge = async () => {
    if (whyNot || act.isRunning) return
    const done = await act.run({ from, into, preview: false }).catch(() => null)
    if (!done) return
    tell(t(texts.merged, { from, into, n: done.items }), {
      verb: 'parties.undo-merge',
      input: { from, preview: false },
    })
    onMerged()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.mergeNow), run: () => void merge(), inFields: true }])
  const shown = (field: string, value: string | null) =>
    value === null
      ? '–'
      : field === 'kind'
        ? word('partyKind', value)
        : field === 'language'
          ? languageNames[value as Language]
          : value
  const parts = (counts: Record<string, number>, names: Record<string, Phrase>) =>
    Object.entries(counts)
      .filter(([key, n]) => n > 0 && names[key])
      .map(([key, n]) => <li key={key}>{t(names[key]!, { n })}</li>)
  return (
    <aside className="side merge-side" aria-label={t(texts.mergeTitle)}>
      <section className="section">
        <header>
          <h2>{t(texts.mergeTitle)}</h2>
          <Button kind="link" onPress={onClose}>
            {t(common.close)}
          </Button>
        </header>
        {!may && <p className="quiet">{t(common.mayNot)}</p>}
        <Told error={read.error ?? act.error} onAgain={() => void read.refetch()} />
        {preview && (
          <>
            <div className="merge-pair">
              <p>
                <span className="small quiet">{t(texts.remains)}</span>
                <Link
                  to="/companies/$company/customers/$number"
                  params={{ company: company.code, number: preview.into.number }}
                >
                  {preview.into.name} <span className="figures">{preview.into.number}</span>
                </Link>
              </p>
              <p>
                <span className="small quiet">{t(texts.ends)}</span>
                <Link
                  to="/companies/$company/customers/$number"
                  params={{ company: company.code, number: preview.from.number }}
                >
                  {preview.from.name} <span className="figures">{preview.from.number}</span>
                </Link>
              </p>
              <Button kind="quiet" icon={<ArrowDownUp size={14} aria-hidden />} onPress={onTurn}>
                {t(texts.turnRound)}
              </Button>
            </div>
            {problems.map((text) => (
              <Banner key={text} tone="bad">
                {text}
              </Banner>
            ))}
          </>
        )}
      </section>
      {preview && (
        <>
          <section className="section">
            <h3>{t(texts.moves)}</h3>
            {preview.sums.length > 0 ? (
              <table className="table inset">
                <thead>
                  <tr>
                    <th scope="col">{t(common.account)}</th>
                    <th scope="col" className="amount">
                      {t(texts.items)}
                    </th>
                    <th scope="col" className="amount">
                      {t(common.openAmount)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {preview.sums.map((sum) => (
                    <tr key={`${sum.account} ${sum.currency}`}>
                      <td className="figures">{sum.account}</td>
                      <td className="amount">{sum.items}</td>
                      <td className="amount strong">
                        <Amount value={sum.amount} currency={sum.currency} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : (
              <p className="quiet">{t(texts.noItemsMove)}</p>
            )}
            <ul className="effect-list">
              {preview.vouchers > 0 && <li>{t(texts.vouchersPosted, { n: preview.vouchers })}</li>}
              {parts(preview.moves, {
                contacts: texts.movesContacts,
                notes: texts.movesNotes,
                bankAccounts: texts.movesAccounts,
                paysFor: texts.movesPaysFor,
              })}
            </ul>
          </section>
          <section className="section">
            <h3>{t(texts.staysBehind)}</h3>
            <ul className="effect-list">
              {parts(preview.stays, {
                documents: texts.staysDocuments,
                channels: texts.staysChannels,
                addresses: texts.staysAddresses,
              })}
              <li>{t(texts.numberLeads, { from, into })}</li>
            </ul>
            <p className="quiet">{t(texts.canBeParted)}</p>
          </section>
          {preview.differences.length > 0 && (
            <section className="section">
              <h3>{t(texts.differs)}</h3>
              <table className="table inset merge-differences">
                <thead>
                  <tr>
                    <th scope="col">{t(texts.field)}</th>
                    <th scope="col">{t(texts.isKept)}</th>
                    <th scope="col">{t(texts.goes)}</th>
                  </tr>
                </thead>
                <tbody>
                  {preview.differences.map((one) => (
                    <tr key={one.field}>
                      <td className="quiet wrap">{fieldTexts[one.field] ? t(fieldTexts[one.field]!) : one.field}</td>
                      <td className="strong wrap">{shown(one.field, one.kept === 'from' ? one.from : one.into)}</td>
                      <td className="quiet wrap">{one.kept === 'from' ? '–' : shown(one.field, one.from)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </>
      )}
      <div className="form-acts sticky-acts">
        {whyNot && preview && <span className="quiet">{whyNot}</span>}
        <Button kind="primary" keyCap="Ctrl+Enter" working={act.isRunning} notNow={whyNot} onPress={() => void merge()}>
          {t(texts.mergeInto, { from, into })}
        </Button>
      </div>
    </aside>
  )
}
