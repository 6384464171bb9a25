import { getRouteApi } from '@tanstack/react-router'
import { Check, Files, HandCoins } from 'lucide-react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ChooseFile } from './choose-file.tsx'
import { EnterPayment } from './enter-payment.tsx'
import { FileRows } from './file-rows.tsx'
import { Reconcile } from './reconcile.tsx'
import { texts } from './texts.ts'
import { useBehindBalance } from './use-behind-balance.ts'
import './bank.css'

const route = getRouteApi('/companies/$company/bank')
type Account = Output<'bank.list-accounts'>['rows'][number]

export default function BankAccountsScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const sheet = useSheet()
  const accounts = useRead('bank.list-accounts', {})
  const rows = accounts.data?.rows ?? []
  const { toFile, toLedger } = useBehindBalance()
  const open = (row: Account) => void navigate({ search: { at: row.code } })
  const close = () => void navigate({ search: {} })
  const toDesk = can('bank.list-desk')
    ? () => void navigate({ to: '/companies/$company/matching', params: { company: company.code } })
    : undefined
  const mayEnter = can('bank.save-payment')
  const enter = () => void navigate({ search: { enter: '1' } })
  const excel = () =>
    void sheet.write<Account>(
      t(texts.accounts),
      [
        { title: t(common.account), value: (row) => row.name },
        { title: 'IBAN', value: numberOf },
        { title: t(common.account), value: (row) => row.account },
        { title: t(texts.bankSays), kind: 'number', value: (row) => row.balance },
        { title: t(texts.lastStatement), kind: 'day', value: (row) => row.balanceOn },
        { title: t(texts.booksSay), kind: 'number', value: (row) => row.bookBalance },
        { title: t(texts.difference), kind: 'number', value: (row) => row.difference },
        { title: t(texts.unmatched), kind: 'integer', value: (row) => row.unmatched.count },
      ],
      rows,
    )
  useKeys([
    mayEnter && { key: 'B', label: t(texts.enterPayment), run: enter },
    rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print() },
  ])
  return (
    <Screen
      title={t(texts.bank)}
      showsKeys
      acts={
        <>
          <ButtonLink
            to="/companies/$company/bank/files"
            params={{ company: company.code }}
            icon={<Files size={16} aria-hidden />}
          >
            {t(texts.files)}
          </ButtonLink>
          {mayEnter && (
            <Button keyCap="B" icon={<HandCoins size={16} aria-hidden />} onPress={enter}>
              {t(texts.enterPayment)}
            </Button>
          )}
          <ChooseFile />
        </>
      }
    >
      {accounts.error && <Told error={accounts.error} onAgain={() => void accounts.refetch()} />}
      {sheet.error && <Told error={sheet.error} />}
      <div className="columns">
        <div className="main bank-main">
          <Table
            label={t(texts.accounts)}
            rows={rows}
            read={accounts}
            keyOf={(row) => row.code}
            selected={search.at ?? null}
            onOpen={open}
            columns={[
              {
                key: 'name',
                head: t(common.account),
                phone: 'main',
                cell: (row) => (
                  <span className="two-lines">
                    <span className="strong">{row.name}</span>
                    <span className="quieter small">
                      {[numberOf(row), row.account, row.kind === 'cash' && t(codes.bankAccountKind.cash)]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                ),
              },
              {
                key: 'bank',
                head: t(texts.bankSays),
                align: 'amount',
                phone: 'amount',
                cell: (row) => (
                  <Amount
                    value={row.balance}
                    currency={row.currency}
                    onOpen={toFile(row.balanceFileId)}
                    openLabel={t(common.whereFrom)}
                    ownStop
                  />
                ),
              },
              {
                key: 'on',
                narrow: 'hide',
                head: t(texts.lastStatement),
                cell: (row) =>
                  row.balanceOn ? (
                    formats.day(row.balanceOn)
                  ) : (
                    <span className="quieter">{row.kind === 'cash' ? '–' : t(texts.noStatement)}</span>
                  ),
              },
              {
                key: 'books',
                head: t(texts.booksSay),
                align: 'amount',
                phone: 'below',
                cell: (row) =>
                  row.bookBalance === null ? (
                    <span className="quieter" title={t(texts.needsAllAreas)}>
                      –
                    </span>
                  ) : (
                    <>
                      <span className="phone-only quieter">{t(texts.booksSay)} </span>
                      <Amount
                        value={row.bookBalance}
                        currency={row.currency}
                        onOpen={toLedger(row.account, row.balanceOn ?? company.today)}
                        openLabel={t(common.whereFrom)}
                        ownStop
                      />
                    </>
                  ),
              },
              {
                key: 'difference',
                head: t(texts.difference),
                align: 'amount',
                phone: 'below',
                cell: (row) =>
                  row.difference === null ? (
                    <span className="quieter phone-not">–</span>
                  ) : isZero(row.difference) ? (
                    <span className="good-text">
                      <Check size={14} aria-hidden /> {t(texts.agrees)}
                    </span>
                  ) : (
                    <Amount value={row.difference} onOpen={() => open(row)} openLabel={t(texts.reconcile)} />
                  ),
              },
              {
                key: 'unmatched',
                head: t(texts.unmatched),
                align: 'amount',
                narrow: 'hide',
                cell: (row) =>
                  row.unmatched.count === 0 ? (
                    <span className="quieter">–</span>
                  ) : (
                    <span className="pills end">
                      <span className="figures">{formats.count(row.unmatched.count)}</span>
                      <span className="quieter">
                        <Amount value={row.unmatched.in} onOpen={toDesk} openLabel={t(texts.unmatched)} ownStop />
                      </span>
                    </span>
                  ),
              },
              {
                key: 'state',
                head: t(common.state),
                narrow: 'hide',
                cell: (row) =>
                  row.closedOn ? (
                    <Chip tone="outlined">{t(texts.closed)}</Chip>
                  ) : (
                    <span className="quieter">
                      {row.lastBookedOn ? `${t(texts.lastMoved)} ${formats.day(row.lastBookedOn)}` : ''}
                    </span>
                  ),
              },
            ]}
            empty={
              accounts.error ? null : accounts.isPending ? (
                <Waiting />
              ) : (
                <Empty
                  title={t(texts.noAccounts)}
                  act={
                    <ButtonLink to="/companies/$company/set-up" params={{ company: company.code }}>
                      {t(texts.toSetUp)}
                    </ButtonLink>
                  }
                >
                  {t(texts.noAccountsWhy)}
                </Empty>
              )
            }
          />
          {can('bank.list-files') && <FileRows latest={8} />}
        </div>
        {search.at && <Reconcile key={search.at} code={search.at} on={search.on} onClose={close} />}
        {search.enter && mayEnter && <EnterPayment accounts={rows} onClose={close} />}
      </div>
    </Screen>
  )
}

const numberOf = (row: Account): string => row.bankgiro ?? row.plusgiro ?? row.iban ?? row.bban ?? ''
