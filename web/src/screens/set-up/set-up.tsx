import { Link, useNavigate } from '@tanstack/react-router'
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useAct } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { roleName } from '../../lang/role-name.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { type Description, groups } from './tables.ts'
import { texts } from './texts.ts'
import { useDescription } from './use-tables.ts'
import { Workbook } from './workbook.tsx'
import './set-up.css'

type Missing = Description['missing'][number]

export default function SetUpScreen() {
  const t = useText()
  const described = useDescription()
  const tables = described.data?.tables ?? []
  const missing = described.data?.missing ?? []
  const grouped = new Set(groups.flatMap((group) => group.tables))
  const others = tables.filter((table) => !grouped.has(table.name)).map((table) => table.name)
  const shown =
    others.length > 0 ? [...groups, { key: 'other', title: texts.groupOther, why: null, tables: others }] : groups
  return (
    <Screen title={t(texts.setUp)} showsKeys>
      <div className="columns">
        <div className="main scroll">
          {described.error && <Told error={described.error} onAgain={() => void described.refetch()} />}
          {described.data && <NextStep missing={missing} />}
          {!described.isError && (
            <div className="set-up-groups" aria-busy={described.isPending}>
              {shown.map((group) => (
                <section key={group.key} aria-label={t(group.title)}>
                  <h2>{t(group.title)}</h2>
                  {group.why && <p className="quiet small">{t(group.why)}</p>}
                  <ul>
                    {group.tables.map((name) => (
                      <TableLine
                        key={name}
                        name={name}
                        table={tables.find((one) => one.name === name)}
                        missing={missing.filter((one) => one.table === name)}
                      />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )}
        </div>
        <div className="side">
          <Workbook />
          <Template />
        </div>
      </div>
    </Screen>
  )
}

function NextStep({ missing }: { missing: readonly Missing[] }) {
  const t = useText()
  const say = useMissing()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const [first, ...rest] = [...missing].sort((a, b) => Number(b.stops) - Number(a.stops))
  useKeys([
    first && {
      key: 'Enter',
      label: t(texts.nextStep),
      run: () =>
        void navigate({
          to: '/companies/$company/set-up/$table',
          params: { company: company.code, table: first.table },
        }),
    },
  ])
  if (!first)
    return (
      <p className="next-step good">
        <CircleCheck size={16} aria-hidden />
        <span>{t(texts.ready)}</span>{' '}
        {can('invoicing.invoice-now') && (
          <Link to="/companies/$company/invoices/new" params={{ company: company.code }}>
            {t(texts.writeInvoice)}
          </Link>
        )}
      </p>
    )
  return (
    <div className={`next-step ${first.stops ? 'warn' : ''}`}>
      {first.stops ? <TriangleAlert size={16} aria-hidden /> : <CircleDashed size={16} aria-hidden />}
      <div>
        <p>
          <span className="strong">{t(texts.nextStep)}: </span>
          <Link to="/companies/$company/set-up/$table" params={{ company: company.code, table: first.table }}>
            {say(first)}
          </Link>
        </p>
        {rest.map((one) => (
          <p key={`${one.code} ${one.about}`} className="quiet">
            <Link to="/companies/$company/set-up/$table" params={{ company: company.code, table: one.table }}>
              {say(one)}
            </Link>
            {!one.stops && <span className="quieter"> {t(texts.canWait)}</span>}
          </p>
        ))}
      </div>
    </div>
  )
}

function useMissing(): (missing: Missing) => string {
  const t = useText()
  const formats = useFormats()
  return ({ code, about }) => {
    const phrase = texts[`missing.${code}` as keyof typeof texts]
    const role = about ? roleName(about) : null
    const told =
      about && /^\d{4}-/.test(about)
        ? formats.day(about)
        : role
          ? t(role.phrase, { percent: role.percent })
          : (about ?? '')
    return phrase ? t(phrase, { about: told }) : code
  }
}

function TableLine({
  name,
  table,
  missing,
}: {
  name: string
  table: Description['tables'][number] | undefined
  missing: readonly Missing[]
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  if (!table)
    return (
      <li className="table-line" aria-hidden>
        <span className="waiting-line" />
      </li>
    )
  const stops = missing.some((one) => one.stops)
  return (
    <li>
      <Link
        to="/companies/$company/set-up/$table"
        params={{ company: company.code, table: name }}
        className="table-line"
      >
        <span>{t(table.title)}</span>
        {missing.length > 0 && (
          <span className={stops ? 'lacks' : 'quieter'}>{t(texts.missingCount, { n: missing.length })}</span>
        )}
        {name !== 'profile' && (
          <span className={`figures count ${table.count === 0 ? 'quieter' : 'quiet'}`}>
            {table.count === 0 ? '–' : formats.count(table.count)}
          </span>
        )}
      </Link>
    </li>
  )
}

/** Kommun-Bas is a Swedish municipality's. */
function Template() {
  const t = useText()
  const tell = useTell()
  const apply = useAct('company.apply-template')
  const { company, can } = useSession()
  if (company.country !== 'SE' || company.kind !== 'municipality' || !can('company.apply-template')) return null
  return (
    <section className="section">
      <h2>{t(texts.template)}</h2>
      <p className="quiet">{t(texts.kommunBas)}</p>
      <Told error={apply.error} />
      <span>
        <Button
          working={apply.isRunning}
          onPress={() =>
            void apply
              .run({ template: 'kommun-bas' })
              .then(({ created }) => tell(t(texts.templateDone, { n: created })))
              .catch(() => {})
          }
        >
          {t(texts.applyTemplate)}
        </Button>
      </span>
    </section>
  )
}
