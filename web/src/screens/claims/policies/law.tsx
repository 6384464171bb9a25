import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useSheet } from '../../../api/use-sheet.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Banner } from '../../../ui/banner.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { AmountField, CheckField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { LawTabs, TermsScreen } from './terms.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/law')
type Law = Output<'interest.list-law-values'>
type Row = Law['rows'][number]

/** Rates and amounts of the law by the days from which they hold, with source, date and who; what is missing is asked for. */
export default function LawScreen() {
  const { view } = route.useSearch()
  const { can } = useSession()
  return view === 'agreed' && can('interest.list-terms') ? <TermsScreen /> : <LawValues />
}

/** The number of a regulation is never broken at its hyphens. */
function Source({ text }: { text: string }) {
  return text.split(/(FOR-[\d-]+\d)/).map((part, at) =>
    at % 2 === 1 ? (
      <span key={part} className="nowrap">
        {part}
      </span>
    ) : (
      part
    ),
  )
}

function LawValues() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const read = useRead('interest.list-law-values', {})
  const sheet = useSheet('law-values')
  const mayAdd = can('interest.save-law-value')
  const say = (name: string) => t((texts as Record<string, Phrase>)[`law.${name}`] ?? asItIs(name))
  const shownValue = (row: Row) =>
    row.percent !== null
      ? `${formats.amount(row.percent)} %`
      : row.amount !== null
        ? `${formats.amount(row.amount)} ${row.currency}`
        : (row.word ?? '–')
  const rows = (read.data?.rows ?? [])
    .filter(({ name }) => !search.name || name === search.name)
    .sort((a, b) => (a.name === b.name ? (a.from < b.from ? 1 : -1) : 0))
  const add = (name = search.name ?? read.data?.names[0]?.name ?? '', from = company.today as string) =>
    void navigate({ search: (before) => ({ ...before, add: name, from }), replace: true })
  const close = () =>
    void navigate(
      search.back
        ? { href: search.back }
        : { search: (before) => ({ ...before, add: undefined, from: undefined }), replace: true },
    )
  const excel = () =>
    void sheet.write(
      t(texts.lawValues),
      [
        { of: 'name', title: t(texts.what), value: (row: Row) => say(row.name) },
        { of: 'from', title: t(texts.validFrom), kind: 'day', value: (row) => row.from },
        { of: 'value', title: t(texts.value), value: shownValue },
        { of: 'source', title: t(texts.source), value: (row) => row.source },
        { of: 'checked', title: t(texts.checked), kind: 'day', value: (row) => row.checkedOn },
        { of: 'by', title: t(texts.byWhom), value: (row) => row.recordedBy ?? t(texts.shipped) },
      ],
      rows,
    )
  useKeys([
    mayAdd && { key: '+', label: t(texts.addValue), run: () => add() },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={t(texts.lawValues)}
      showsKeys
      acts={
        mayAdd && (
          <Button kind="primary" keyCap="+" onPress={() => add()}>
            {t(texts.addValue)}
          </Button>
        )
      }
    >
      <LawTabs />
      {(read.error ?? sheet.error) && (
        <div className="section">
          <Told error={read.error ?? sheet.error} onAgain={() => void read.refetch()} />
        </div>
      )}
      {(read.data?.missing ?? []).map(({ name, from }) => (
        <div key={`${name} ${from}`} className="section run-told">
          <Banner
            tone="warn"
            act={
              mayAdd && (
                <Button kind="link" onPress={() => add(name, from)}>
                  {t(texts.addIt)}
                </Button>
              )
            }
          >
            {sentence(t(texts.missing, { name: say(name).toLocaleLowerCase(), day: formats.day(from) }))}
          </Banner>
        </div>
      ))}
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.what)}
          value={search.name ?? ''}
          options={(read.data?.names ?? []).map(({ name }) => ({ value: name, label: say(name) }))}
          onChange={(name) => void navigate({ search: (before) => ({ ...before, name }), replace: true })}
        />
      </div>
      {!read.data && !read.error && <PageWaiting />}
      {read.data && (
        <Table
          name="law-values"
          label={t(texts.lawValues)}
          rows={rows}
          keyOf={(row) => `${row.name} ${row.from} ${row.recordedAt ?? ''} ${row.percent ?? row.amount ?? row.word}`}
          groupOf={(row) => ({ key: row.name, label: say(row.name) })}
          columns={[
            {
              key: 'from',
              head: t(texts.validFrom),
              phone: 'main',
              cell: (row) => <span className="strong">{formats.day(row.from)}</span>,
            },
            {
              key: 'value',
              head: t(texts.value),
              align: 'amount',
              phone: 'amount',
              cell: (row) => <span className={row.holds ? 'strong nowrap' : 'quieter nowrap'}>{shownValue(row)}</span>,
            },
            {
              key: 'source',
              head: t(texts.source),
              phone: 'below',
              wrap: true,
              cell: (row) => <Source text={row.source} />,
            },
            {
              key: 'checked',
              head: t(texts.checked),
              cell: (row) => (row.unverified ? '–' : formats.day(row.checkedOn)),
            },
            { key: 'by', head: t(texts.byWhom), cell: (row) => row.recordedBy ?? t(texts.shipped) },
            {
              key: 'state',
              head: t(common.state),
              phone: 'below',
              cell: (row) =>
                row.unverified ? (
                  <Chip tone="warn">{t(texts.unverified)}</Chip>
                ) : row.holds ? null : (
                  <Chip tone="outlined">{t(texts.replaced)}</Chip>
                ),
            },
          ]}
        />
      )}
      {search.add && read.data?.names[0] && mayAdd && (
        <AddValue law={read.data} name={search.add} from={search.from ?? company.today} say={say} onClose={close} />
      )}
    </Screen>
  )
}

const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

const asItIs = (text: string): Phrase => ({ sv: text, nb: text, bg: text, en: text })

function AddValue({
  law,
  name: first,
  from: firstDay,
  say,
  onClose,
}: {
  law: Law
  name: string
  from: string
  say: (name: string) => string
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const save = useAct('interest.save-law-value')
  const kept = useKeptFields(`law-value:${first}`)
  const [name, setName] = kept.field('name', first)
  const [from, setFrom] = kept.field('from', firstDay)
  const [value, setValue] = kept.field('value', '')
  const [source, setSource] = kept.field('source', '')
  const [unverified, setUnverified] = kept.field('unverified', false)
  const series = law.names.find((one) => one.name === name) ?? law.names[0]!
  const go = () =>
    void kept
      .until(
        save.run({
          name: series.name,
          from,
          source,
          unverified,
          ...(series.unit === 'percent'
            ? { percent: value }
            : series.unit === 'amount'
              ? { amount: value }
              : { word: value }),
        } as never),
      )
      .then(
        () => {
          tell(t(texts.valueSaved, { name: say(series.name), day: formats.day(from) }))
          onClose()
        },
        () => {},
      )
  const notNow = value.trim() === '' || source.trim().length < 3 || from === '' ? t(texts.sourceHint) : null
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => !notNow && go(), inFields: true, unlisted: true }])
  return (
    <Dialog
      title={t(texts.addValue)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" notNow={notNow} working={save.isRunning} onPress={go}>
            {t(common.save)}
          </Button>
        </>
      }
    >
      <Told error={save.error} />
      <SelectField
        label={t(texts.what)}
        value={series.name}
        options={law.names.map((one) => ({ value: one.name, label: say(one.name) }))}
        onChange={(next) => {
          setName(next)
          setValue('')
        }}
      />
      <DayField label={t(texts.validFrom)} value={from} onChange={(day) => setFrom(day ?? '')} />
      {series.unit === 'word' ? (
        <SelectField
          label={t(texts.word)}
          value={value}
          empty=""
          options={series.words.map((word) => ({ value: word, label: word }))}
          onChange={setValue}
        />
      ) : (
        <AmountField
          label={series.unit === 'percent' ? t(texts.percent) : `${t(texts.amount)}, ${series.currency}`}
          value={value}
          onChange={(next) => setValue(next ?? '')}
        />
      )}
      <TextField label={t(texts.source)} hint={t(texts.sourceHint)} value={source} onChange={setSource} />
      <CheckField label={t(texts.assumed)} checked={unverified} onChange={setUnverified} />
    </Dialog>
  )
}
