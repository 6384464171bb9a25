import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { MergePreview } from './merge-preview.tsx'
import { texts } from './texts.ts'
import './customers.css'

const route = getRouteApi('/companies/$company/customers/duplicates')
type Pair = RowOf<'parties.find-duplicates'>
const pairsMost = 500

const evidenceTexts: Record<Pair['evidence'][number], Phrase> = {
  'identity-number': texts.sameNumber,
  'vat-number': texts.sameVat,
  'name-and-address': texts.sameNameAndAddress,
  'bank-account': texts.sameAccount,
  'e-mail': texts.sameEmail,
}
const sure = new Set<Pair['evidence'][number]>(['identity-number', 'vat-number'])

const keyOf = (pair: { from: string; into: string }): string => `${pair.from} ${pair.into}`

/** Pairs that may be one, the surest first; beside them what a merge would do. Nothing is merged before that is seen. */
export default function DuplicatesScreen() {
  const t = useText()
  const sheet = useSheet()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const may = can('parties.find-duplicates')
  const read = useRead('parties.find-duplicates', may ? { limit: pairsMost } : null)
  const pairs = read.data?.rows ?? []
  const chosen = search.from && search.into ? { from: search.from, into: search.into } : null
  const choose = (pair: { from: string; into: string } | null) => void navigate({ search: pair ?? {}, replace: true })
  const evidence = (pair: Pair) => pair.evidence.map((one) => t(evidenceTexts[one])).join(', ')
  const excel = () =>
    void sheet.write(
      t(texts.duplicates),
      [
        { title: t(texts.remains), value: (pair: Pair) => pair.into },
        { title: t(texts.name), value: (pair: Pair) => pair.intoName },
        { title: t(texts.ends), value: (pair: Pair) => pair.from },
        { title: t(texts.name), value: (pair: Pair) => pair.fromName },
        { title: t(texts.speaksFor), value: evidence },
      ],
      pairs,
    )
  useKeys([
    can('workspace.write-sheet') &&
      pairs.length > 0 && {
        key: 'E',
        label: t(common.excel),
        run: excel,
      },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    {
      key: 'Escape',
      label: t(common.close),
      run: () =>
        chosen
          ? choose(null)
          : void navigate({ to: '/companies/$company/customers', params: { company: company.code } }),
      unlisted: true,
    },
  ])
  /** After a merge the hand stands on the next pair. */
  const goOn = () => {
    const at = chosen ? pairs.findIndex((pair) => keyOf(pair) === keyOf(chosen)) : -1
    choose(pairs[at + 1] ?? null)
  }
  return (
    <Screen
      title={t(texts.duplicates)}
      showsKeys
      parent={{
        label: t(common.customers),
        link: { to: '/companies/$company/customers', params: { company: company.code } },
      }}
      acts={
        pairs.length > 0 && can('workspace.write-sheet') && <ExcelButton working={sheet.isRunning} onPress={excel} />
      }
    >
      <div className="columns">
        <div className="main">
          <Told error={sheet.error} />
          {!may ? (
            <p className="section quiet">{t(common.mayNot)}</p>
          ) : read.error ? (
            <Told error={read.error} onAgain={() => void read.refetch()} />
          ) : (
            <Table
              label={t(texts.duplicates)}
              rows={pairs}
              read={read}
              keyOf={keyOf}
              selected={chosen ? keyOf(chosen) : null}
              onSelect={(pair) => choose({ from: pair.from, into: pair.into })}
              onOpen={(pair) => choose({ from: pair.from, into: pair.into })}
              footLabel={t(texts.pairCount, { n: pairs.length })}
              columns={[
                {
                  key: 'into',
                  head: t(texts.remains),
                  phone: 'main',
                  cell: (pair) => (
                    <>
                      <span className="strong">{pair.intoName}</span> <span className="quiet figures">{pair.into}</span>
                    </>
                  ),
                },
                {
                  key: 'from',
                  head: t(texts.ends),
                  phone: 'below',
                  cell: (pair) => (
                    <>
                      {pair.fromName} <span className="quiet figures">{pair.from}</span>
                    </>
                  ),
                },
                {
                  key: 'evidence',
                  head: t(texts.speaksFor),
                  phone: 'below',
                  wrap: true,
                  cell: (pair) => (
                    <span className="pills">
                      {pair.evidence.map((one) => (
                        <Chip key={one} tone={sure.has(one) ? 'good' : 'neutral'}>
                          {t(evidenceTexts[one])}
                        </Chip>
                      ))}
                    </span>
                  ),
                },
              ]}
              empty={read.data ? <Empty title={t(texts.noDuplicates)}>{t(texts.noDuplicatesWhy)}</Empty> : undefined}
            />
          )}
        </div>
        {chosen && (
          <MergePreview
            key={keyOf(chosen)}
            from={chosen.from}
            into={chosen.into}
            onTurn={() => choose({ from: chosen.into, into: chosen.from })}
            onMerged={goOn}
            onClose={() => choose(null)}
          />
        )}
      </div>
    </Screen>
  )
}
