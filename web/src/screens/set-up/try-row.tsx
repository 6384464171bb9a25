import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { ApiRefused, type Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Told } from '../../ui/told.tsx'
import { isBlank, isWhole, type SetUpTable, type Values } from './tables.ts'
import { texts } from './texts.ts'
import { lookTexts, reasonTexts, whatTexts } from './trial-texts.ts'
import { TrialWords, trialId } from './trial-words.tsx'
import { useSettled } from './try-rule.tsx'

type Answer = Output<'company.try-set-up'>
type Look = Answer['looks'][number]
type Difference = Look['subjects'][number]['differences'][number]

/**
 * Tries a row while it is written; an unchanged one is asked for too, so that who has typed nothing learns whether there is
 * anything to try. null: he may not, or it is tried in another way.
 */
export function useRowTrial(
  table: SetUpTable,
  row: Values,
  { isNew, isChanged }: { isNew: boolean; isChanged: boolean },
  mayChange: boolean,
) {
  const { can } = useSession()
  const settled = useSettled(JSON.stringify(row))
  const asked = JSON.parse(settled) as Values
  const mayTry = mayChange && table.name !== 'posting-rules' && can('company.try-set-up')
  const isTried = isChanged && isWhole(table, asked, isNew)
  const hasKeys = table.keys.every((key) => key === 'validFrom' || !isBlank(asked[key]))
  const tried = useRead(
    'company.try-set-up',
    mayTry && (isTried || (!isChanged && hasKeys)) ? { table: table.name as never, row: asked } : null,
  )
  if (!mayTry) return null
  return { tried, isTried, found: isTried || tried.data?.nothing ? tried.data : undefined }
}

/** What a row would do with what is there. Nothing is saved. */
export function TryRow({
  trial: { tried, isTried, found },
  problems,
  named,
}: {
  trial: NonNullable<ReturnType<typeof useRowTrial>>
  /** The form tells its problems itself. */
  problems: boolean
  /** By the names of the fields of the form. */
  named: (problems: readonly Problem[]) => Problem[]
}) {
  const t = useText()
  const formats = useFormats()
  return (
    <section className="try-rule" id={trialId} tabIndex={-1} aria-live="polite" aria-busy={tried.isFetching}>
      <header>
        <h3>{t(texts.tryRow)}</h3>
        {found && found.looks.length > 0 && (
          <span className="small quiet">{t(texts.triedOn, { day: formats.day(found.on) })}</span>
        )}
      </header>
      {!found?.nothing && (!isTried || found?.looks.length === 0) && <p className="quiet">{t(texts.tryRowWhen)}</p>}
      {isTried && tried.isPending && <p className="quiet">{t(texts.trying)}</p>}
      {isTried && tried.error && !problems && (
        <Told
          error={new ApiRefused(named(tried.error.problems), tried.error.status)}
          onAgain={() => void tried.refetch()}
        />
      )}
      {found && !tried.error && (
        <>
          {found.nothing && <p className="quiet">{t(reasonTexts[found.nothing])}</p>}
          {found.looks.map((look) => (
            <LookShown key={look.about} look={look} />
          ))}
        </>
      )}
    </section>
  )
}

/** Texts that have no room beside Save. */
const longer: ReadonlySet<Difference['what']> = new Set(['sender', 'payTo', 'texts', 'lines'])

/** The same in a few words beside Save, which lead to the whole of it. */
export function TrialLine({
  trial: { tried, isTried, found },
}: {
  trial: NonNullable<ReturnType<typeof useRowTrial>>
}) {
  const t = useText()
  const formats = useFormats()
  if (!isTried || (tried.error && !found) || (found && found.looks.length === 0)) return null
  if (!found || tried.isPlaceholderData) return <TrialWords text={t(texts.trying)} />
  const look = [...found.looks].sort((a, b) => b.changed - a.changed)[0]!
  const counts = { changed: formats.count(look.changed), looked: formats.count(look.looked) }
  if (look.changed === 0)
    return <TrialWords text={look.looked === 0 ? t(lookTexts[look.about].none) : t(texts.footSame, counts)} />
  const stops = look.differences.find((one) => one.what === 'stops' && one.before === '')
  const told = look.differences.find((one) => !longer.has(one.what))
  return (
    <TrialWords isStrong text={t(texts.footChanged, counts)}>
      {stops ? (
        <span className="negative">{t(texts.footStops, { n: stops.subjects })}</span>
      ) : (
        told && (
          <span>
            {t(whatTexts[told.what])} <Value difference={told} value={told.before} /> →{' '}
            <Value difference={told} value={told.after} />
          </span>
        )
      )}
    </TrialWords>
  )
}

function LookShown({ look }: { look: Look }) {
  const t = useText()
  const formats = useFormats()
  const [showsAll, setShowsAll] = useState(false)
  const stops = useProblemTexts(look.problems)
  const words = lookTexts[look.about]
  return (
    <>
      <p className={look.changed > 0 ? 'strong' : 'quiet'}>
        {look.looked === 0
          ? t(words.none)
          : look.changed === 0
            ? t(words.same, { looked: formats.count(look.looked) })
            : t(words.changed, { changed: formats.count(look.changed), looked: formats.count(look.looked) })}
      </p>
      {stops.length > 0 && (
        <ul className="problem-text">
          {stops.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {look.differences.length > 0 && (
        <table className="table inset tried-differences" aria-label={t(texts.tryRow)}>
          <thead>
            <tr>
              <th scope="col">{t(texts.triedWhat)}</th>
              <th scope="col">{t(texts.triedBefore)}</th>
              <th scope="col">{t(texts.triedAfter)}</th>
              <th scope="col" className="amount">
                {t(texts.triedCount)}
              </th>
            </tr>
          </thead>
          <tbody>
            {look.differences.map((one) => (
              <tr key={`${one.what} ${one.before} ${one.after} ${one.currency}`}>
                <td>{t(whatTexts[one.what])}</td>
                <td className="quiet">
                  <Value difference={one} value={one.before} />
                </td>
                <td className="strong">
                  <Value difference={one} value={one.after} />
                </td>
                <td className="amount figures">{formats.count(one.subjects)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {look.subjects.length > 0 && (
        <Button kind="link" pressed={showsAll} onPress={() => setShowsAll(!showsAll)}>
          {t(showsAll ? texts.hideTried : texts.showTried)}
        </Button>
      )}
      {showsAll && (
        <ul className="tried-subjects">
          {look.subjects.map((subject) => (
            <li key={subject.id}>
              <SubjectLink subject={subject} />
              <span className="quiet small">
                {subject.differences.map((one, i) => (
                  <span key={one.what}>
                    {i > 0 && ' · '}
                    {t(whatTexts[one.what])}: <Value difference={one} value={one.before} /> →{' '}
                    <Value difference={one} value={one.after} />
                  </span>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function SubjectLink({ subject }: { subject: Look['subjects'][number] }): ReactNode {
  const { company } = useSession()
  switch (subject.kind) {
    case 'invoice':
      return (
        <Link to="/companies/$company/invoices/$invoice" params={{ company: company.code, invoice: subject.id }}>
          {subject.name}
        </Link>
      )
    case 'order':
      return (
        <Link to="/companies/$company/orders/$order" params={{ company: company.code, order: subject.id }}>
          {subject.name}
        </Link>
      )
    case 'payment':
      return (
        <Link to="/companies/$company/payments/$payment" params={{ company: company.code, payment: subject.id }}>
          {subject.name}
        </Link>
      )
    default:
      return (
        <Link to="/companies/$company/claims/$item" params={{ company: company.code, item: subject.id }}>
          {subject.name}
        </Link>
      )
  }
}

function Value({ difference, value }: { difference: Difference; value: string }): ReactNode {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  if (difference.currency) return <Amount value={value} currency={difference.currency} />
  if (difference.what === 'stops') return t(value === '' ? texts.triedLeaves : texts.triedStops)
  if (value === '') return <span className="quieter">{t(common.none)}</span>
  if (difference.what === 'dueOn') return <span className="nowrap">{formats.day(value)}</span>
  if (difference.what === 'channel') return word('channel', value)
  if (difference.what === 'holds')
    return value
      .split(', ')
      .map((kind) => word('holdKind', kind))
      .join(', ')
  return value
}
