import { getRouteApi } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, ShieldCheck } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { CheckField } from '../../ui/field.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill, DayPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { hidden } from './audit-words.ts'
import { differencesOf } from './differences.ts'
import { capital, isId, isPlain, useValueText, useWord } from './said-fields.ts'
import { modules, texts } from './texts.ts'
import { allVerbs, moduleOf, verbPhrase } from './verb-list.ts'
import './people.css'

const route = getRouteApi('/companies/$company/audit')
type Event = Output<'access.list-audit'>['rows'][number]

export default function AuditScreen() {
  const t = useText()
  const formats = useFormats()
  const spoken = useSummary()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const filterField = useRef<HTMLInputElement>(null)
  const filter = {
    ...(search.verb ? { verb: search.verb } : {}),
    ...(search.user ? { userId: search.user } : {}),
    ...(search.subject ? { subjectId: search.subject } : {}),
    ...(search.from ? { from: search.from } : {}),
    ...(search.to ? { to: search.to } : {}),
    ...(search.q ? { q: search.q } : {}),
  }
  const isFiltered = Object.keys(filter).length > 0
  const pages = usePages('access.list-audit', filter)
  const users = useRead('access.list-users', can('access.list-users') ? {} : null)
  const who = (event: Event): string => event.userName ?? t(texts.theProgram)
  const file = useExcel()
  const columns = useSheetColumns('audit', {
    when: ['recordedAt'],
    who: ['userName'],
    what: ['verb'],
    about: ['summary'],
    sealed: ['sealNo'],
  })
  const excel = () => void file.take('access.export-audit', { ...filter, ...(columns ? { columns } : {}) })
  useKeys([
    { key: '/', label: t(common.filter), run: () => filterField.current?.focus() },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen title={t(texts.audit)} showsKeys acts={<ExcelButton onPress={excel} />}>
      <div className="columns">
        <div className="main">
          <div className="sub-bar">
            <FindPill
              inputRef={filterField}
              label={t(texts.searchAudit)}
              value={search.q ?? ''}
              onChange={(q) => go({ q })}
            />
            <ChoicePill
              label={t(texts.what)}
              value={search.verb ?? ''}
              options={allVerbs
                .map((verb) => ({
                  value: verb,
                  label: `${modules[moduleOf(verb)] ? t(modules[moduleOf(verb)]!) : moduleOf(verb)}: ${t(verbPhrase(verb))}`,
                }))
                .sort((a, b) => formats.compare(a.label, b.label))}
              onChange={(verb) => go({ verb })}
            />
            {users.data && (
              <ChoicePill
                label={t(texts.who)}
                value={search.user ?? ''}
                options={users.data.rows.map((user) => ({ value: user.userId, label: user.name }))}
                onChange={(user) => go({ user })}
              />
            )}
            <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => go({ from })} />
            <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => go({ to })} />
            {search.subject && (
              <Button onPress={() => go({ subject: '' })}>
                {t(texts.subjectFilter)}: {t(common.clearFilter)}
              </Button>
            )}
            <ListQuestions screen="audit" />
          </div>
          {file.error && <Told error={file.error} />}
          <Table
            name="audit"
            label={t(texts.audit)}
            rows={pages.rows}
            pages={pages}
            keyOf={(event) => event.eventId}
            selected={search.at ?? null}
            onSelect={(event) => event.eventId !== search.at && go({ at: event.eventId })}
            onOpen={(event) => go({ at: event.eventId, open: true })}
            columns={[
              {
                key: 'when',
                head: t(texts.when),
                phone: 'amount',
                cell: (event) => <span className="nowrap">{formats.instant(event.recordedAt)}</span>,
              },
              { key: 'who', head: t(texts.who), phone: 'below', cell: who },
              {
                key: 'what',
                head: t(texts.what),
                phone: 'main',
                cell: (event) => <span className="strong">{t(verbPhrase(event.verb))}</span>,
              },
              {
                key: 'about',
                head: t(texts.about),
                phone: 'hide',
                narrow: 'hide',
                cell: (event) => <span className="quiet">{spoken(event.summary)}</span>,
              },
              {
                key: 'sealed',
                head: t(texts.sealed),
                cell: (event) =>
                  event.sealNo ? (
                    <ShieldCheck size={16} role="img" aria-label={t(texts.seal, { no: event.sealNo })} />
                  ) : (
                    <span className="quieter">{t(texts.notSealedYet)}</span>
                  ),
              },
            ]}
            empty={
              isFiltered ? (
                <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
              ) : (
                <Empty title={t(texts.noEvents)} />
              )
            }
          />
          {can('access.verify-seals') && <Proof />}
        </div>
        {search.open && search.at && (
          <EventDrawer
            key={search.at}
            eventId={search.at}
            sealNo={pages.rows.find((event) => event.eventId === search.at)?.sealNo ?? null}
            onClose={() => go({ open: false })}
            onSubject={(subject) => go({ subject, open: false, q: '', verb: '', user: '' })}
            onUser={(user) => go({ user, open: false })}
          />
        )}
      </div>
    </Screen>
  )
}

/** What an event tells of itself in one line. */
function useSummary(): (summary: Record<string, unknown>) => string {
  const value = useValueText()
  const word = useWord()
  return (summary) =>
    Object.entries(summary)
      .filter(([key, part]) => !hidden.has(key) && isPlain(part))
      // Of several figures those that are nil say nothing.
      .filter(([, part], _, all) => part !== 0 || all.every(([, one]) => one === 0))
      .slice(0, 5)
      .map(([key, part]) => `${word(key)} ${value(key, part)}`)
      .join(', ')
}

function EventDrawer({
  eventId,
  sealNo,
  onClose,
  onSubject,
  onUser,
}: {
  eventId: string
  sealNo: string | null
  onClose: () => void
  onSubject: (id: string) => void
  onUser: (id: string) => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const valueText = useValueText()
  const read = useRead('access.read-audit-event', { eventId })
  const [showsSame, setShowsSame] = useState(false)
  const event = read.data?.eventId === eventId ? read.data : undefined
  const fields = event ? differencesOf(event.before, event.after) : []
  const shown = showsSame ? fields : fields.filter((field) => !field.isSame)
  const nameOf = (path: readonly string[]): string => path.map(word).join(' · ')
  const subject = event?.subjects[0]
  return (
    <Drawer title={event ? t(verbPhrase(event.verb)) : ''} onClose={onClose}>
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {event && (
        <>
          <div className="section">
            <Facts
              facts={[
                [t(texts.when), formats.instant(event.recordedAt)],
                [t(texts.who), event.userName ?? t(texts.theProgram)],
                [t(texts.sealed), sealNo ? t(texts.seal, { no: sealNo }) : t(texts.notSealedYet)],
                ...Object.entries(event.summary)
                  .filter(([key, value]) => !hidden.has(key) && value !== null && !isId(value))
                  .map(([key, value]) => [capital(nameOf([key])), valueText(key, value)] as const),
              ]}
            />
            <span className="pills">
              {subject && (
                <Button kind="link" onPress={() => onSubject(subject)}>
                  {t(texts.sameSubject)}
                </Button>
              )}
              {event.userId && (
                <Button kind="link" onPress={() => onUser(event.userId!)}>
                  {t(texts.samePerson, { name: event.userName ?? '' })}
                </Button>
              )}
            </span>
          </div>
          <div className="section">
            {event.erased && <Banner>{t(texts.erased)}</Banner>}
            {fields.length === 0 && !event.erased && <p className="quiet">{t(texts.noPayload)}</p>}
            {fields.length > 0 && (
              <>
                <table className="diff">
                  <caption className="unseen">
                    {t(texts.before)}, {t(texts.after)}
                  </caption>
                  <thead>
                    <tr>
                      <th scope="col">{t(texts.field)}</th>
                      <th scope="col">{t(texts.before)}</th>
                      <th scope="col">{t(texts.after)}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((field) => (
                      <tr key={field.path.join('\n')} className={field.isSame ? '' : 'differs'}>
                        <td className="quiet">{nameOf(field.path)}</td>
                        <td>{field.before === null ? '–' : valueText(field.path.at(-1) ?? '', field.before)}</td>
                        <td>{field.after === null ? '–' : valueText(field.path.at(-1) ?? '', field.after)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {fields.some((field) => field.isSame) && (
                  <CheckField label={t(texts.showSame)} checked={showsSame} onChange={setShowsSame} />
                )}
              </>
            )}
          </div>
        </>
      )}
    </Drawer>
  )
}

/** The chain of seals at each opening, at once; every event behind them computed again when a person asks for it. */
function Proof() {
  const t = useText()
  const formats = useFormats()
  const [asked, setAsked] = useState(false)
  const chain = useRead('access.verify-seals', { scope: 'chain' })
  const whole = useRead('access.verify-seals', asked ? { scope: 'all' } : null, { staleMillis: 60_000 })
  const { error, data: proof } = asked ? whole : chain
  const prove = () => (asked ? void whole.refetch() : setAsked(true))
  const isProving = asked && whole.isFetching
  useKeys([{ key: 'V', label: t(texts.proveAll), run: prove }])
  return (
    <div className="proof" role="status">
      {error ? (
        <Told error={error} onAgain={() => void (asked ? whole : chain).refetch()} />
      ) : isProving ? (
        <span className="quiet">{t(texts.proving)}</span>
      ) : !proof ? null : proof.firstBroken ? (
        <>
          <CircleAlert size={16} className="bad" aria-hidden />
          <span className="bad">{t(texts.broken, { no: proof.firstBroken.sealNo ?? '' })}</span>
        </>
      ) : proof.seals === 0 ? (
        <span className="quiet">{t(texts.noSeals)}</span>
      ) : (
        <>
          {asked && <CircleCheck size={16} className="good" aria-hidden />}
          <span>
            {asked
              ? t(texts.proved, { events: proof.events, seals: proof.seals, open: proof.notSealed ?? 0 })
              : t(texts.chained, {
                  events: proof.events,
                  n: proof.seals,
                  at: proof.sealedAt ? formats.instant(proof.sealedAt) : '–',
                })}
          </span>
          {proof.lastRoot && (
            <span className="quieter small seal-root" title={proof.lastRoot}>
              {t(texts.lastRoot)} {proof.lastRoot.slice(0, 16)}…
            </span>
          )}
        </>
      )}
      {!error && proof && (
        <span className="last no-print">
          <Button keyCap="V" working={isProving} onPress={prove}>
            {t(texts.proveAll)}
          </Button>
        </span>
      )}
    </div>
  )
}
