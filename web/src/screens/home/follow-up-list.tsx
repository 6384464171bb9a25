import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { waitingTexts as texts } from './waiting-texts.ts'
import { daysBetween } from './work-lines.ts'

const route = getRouteApi('/companies/$company/follow-ups')
type Note = RowOf<'parties.list-follow-ups'>

/** Notes whose day has come: ring, ask, look again. G marks one as done and goes on. */
export default function FollowUpListScreen() {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const notes = useRead('parties.list-follow-ups', { until: company.today, mine: search.mine ?? false })
  const save = useAct('parties.save-note')
  const [chosen, setChosen] = useState<string | null>(null)
  const rows = notes.data?.rows ?? []
  const current = rows.find(({ noteId }) => noteId === chosen) ?? rows[0]
  const mayFinish = can('parties.save-note')
  const finish = async (note: Note) => {
    const next = rows[rows.indexOf(note) + 1] ?? rows[rows.indexOf(note) - 1]
    await save.run({ number: note.number, noteId: note.noteId, done: true }).then(
      () => {
        setChosen(next?.noteId ?? null)
        tell(t(texts.followedUp, { number: note.number }), {
          verb: 'parties.save-note',
          input: { number: note.number, noteId: note.noteId, done: false },
        })
      },
      () => {},
    )
  }
  const sheet = useSheet('follow-ups')
  const excel = () =>
    void sheet.write(
      t(texts.followUps),
      [
        { of: 'note', title: t(texts.note), value: (row: Note) => row.text },
        { of: 'customer', title: t(common.customer), value: (row) => row.number },
        { of: 'customer', title: t(texts.name), value: (row) => row.name },
        { of: 'by', title: t(texts.by), value: (row) => row.notedBy ?? t(texts.theProgram) },
        { of: 'day', title: t(texts.day), kind: 'day', value: (row) => row.followUpOn },
      ],
      rows,
    )
  useKeys([
    mayFinish && current !== undefined && { key: 'G', label: t(texts.followed), run: () => void finish(current) },
    rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print() },
  ])
  return (
    <Screen title={t(texts.followUps)} showsKeys>
      <div className="sub-bar no-print">
        <Choice
          label={t(texts.followUps)}
          value={search.mine ? 'mine' : 'all'}
          options={[
            { value: 'all', label: t(common.all) },
            { value: 'mine', label: t(texts.mine) },
          ]}
          onChange={(value) => void navigate({ search: { mine: value === 'mine' }, replace: true })}
        />
        <ListQuestions screen="follow-ups" />
      </div>
      <Told error={notes.error ?? save.error ?? sheet.error} onAgain={() => void notes.refetch()} />
      <Table
        name="follow-ups"
        label={t(texts.followUps)}
        rows={rows}
        read={notes}
        keyOf={(row) => row.noteId}
        selected={current?.noteId ?? null}
        onSelect={(row) => setChosen(row.noteId)}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/customers/$number',
            params: { company: company.code, number: row.number },
          })
        }
        columns={[
          {
            key: 'note',
            head: t(texts.note),
            cell: (row) =>
              row.text ? (
                <span className="strong">{row.text}</span>
              ) : (
                <span className="quieter">{t(texts.noteHidden)}</span>
              ),
            phone: 'main',
            wrap: true,
          },
          {
            key: 'customer',
            head: t(common.customer),
            cell: (row) => (
              <>
                {row.name} <span className="quieter">{row.number}</span>
              </>
            ),
            phone: 'below',
          },
          { key: 'by', head: t(texts.by), cell: (row) => row.notedBy ?? t(texts.theProgram) },
          {
            key: 'day',
            head: t(texts.day),
            cell: (row) => {
              const late = daysBetween(row.followUpOn, company.today)
              return (
                <span className="nowrap">
                  {formats.day(row.followUpOn)}
                  {late > 0 && <span className="negative"> {t(texts.lateBy, { n: late })}</span>}
                </span>
              )
            },
            phone: 'below',
          },
          mayFinish && {
            key: 'done',
            head: t(texts.followed),
            headUnseen: true,
            cell: (row) => (
              <span className="no-print">
                <Button kind="link" onPress={() => void finish(row)}>
                  {t(texts.followed)}
                </Button>
              </span>
            ),
            align: 'amount',
          },
        ]}
        empty={notes.data && <Empty title={t(texts.noFollowUps)}>{t(texts.noFollowUpsWhy)}</Empty>}
      />
    </Screen>
  )
}
