import { useNavigate } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'
import { useBehindBalance } from './use-behind-balance.ts'

/** The bank's balance beside the books', and what makes the difference, row by row: each opens. */
export function Reconcile({ code, on, onClose }: { code: string; on: string | undefined; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  const read = useRead('bank.reconcile-account', { code, ...(on ? { on } : {}) })
  const { data } = read
  const { toFile, toLedger } = useBehindBalance()
  const sums = data && [
    [
      t(texts.statementBalance),
      data.statementBalance,
      data.statementOn ? formats.day(data.statementOn) : t(texts.noStatement),
      toFile(data.statementFileId),
    ] as const,
    [t(texts.ledgerBalance), data.ledgerBalance, formats.day(data.on), toLedger(data.account, data.on)] as const,
    [t(texts.difference), data.difference, '', undefined] as const,
    [t(texts.explained), data.explained, '', undefined] as const,
    [t(texts.unexplained), data.unexplained, '', undefined] as const,
  ]
  const sheet = useSheet()
  const title = t(texts.reconcileOf, { account: data?.account ?? code })
  const excel = () =>
    data &&
    sums &&
    void sheet.write(
      `${title} ${data.on}`,
      [
        { title: t(common.date), kind: 'day', value: (row) => row.on },
        { title: t(texts.cause), value: (row) => row.what },
        { title: t(texts.text), value: (row) => row.text },
        { title: `${t(common.amount)}, ${data.currency}`, kind: 'number', value: (row) => row.amount },
      ],
      [
        ...sums.map(([what, amount]) => ({ on: '', what, text: '', amount })),
        ...data.differences.map(({ on, cause, text, amount }) => ({
          on,
          what: t(codes.bankDifference[cause]),
          text,
          amount,
        })),
      ],
    )
  useKeys([data && { key: 'E', label: t(common.excel), run: excel, unlisted: true }])
  return (
    <Drawer title={title} onClose={onClose}>
      <div className="section no-print">
        <p className="pills">
          <DayPill
            label={t(texts.onDay)}
            value={on ?? data?.on ?? ''}
            onChange={(day) =>
              void navigate({
                to: '/companies/$company/bank',
                params: { company: company.code },
                search: { at: code, ...(day ? { on: day } : {}) },
                replace: true,
              })
            }
          />
        </p>
      </div>
      {sheet.error && <Told error={sheet.error} />}
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {data && sums && (
        <>
          <dl className="section reconcile-sums">
            {sums.map(([label, value, clause, onOpen], index) => (
              <div key={label} className={index === 2 || index === 4 ? 'total' : ''}>
                <dt>
                  {label} <span className="quieter">{clause}</span>
                </dt>
                <dd>
                  <Amount
                    value={value}
                    currency={data.currency}
                    onOpen={onOpen}
                    openLabel={t(common.whereFrom)}
                    ownStop
                  />
                </dd>
              </div>
            ))}
            {data.unexplained !== null && (
              <p className={isZero(data.unexplained) ? 'good-text' : 'quiet small'}>
                {isZero(data.unexplained) ? (
                  <>
                    <Check size={14} aria-hidden /> {t(texts.fullyExplained)}
                  </>
                ) : (
                  t(texts.unexplainedWhy)
                )}
              </p>
            )}
          </dl>
          <section className="section">
            <h3>{t(texts.causes)}</h3>
            {data.differences.length === 0 && <p className="quiet">{t(texts.nothingDiffers)}</p>}
            {data.differences.length > 0 && (
              <table className="table inset">
                <thead>
                  <tr>
                    <th scope="col">{t(common.date)}</th>
                    <th scope="col">{t(texts.cause)}</th>
                    <th scope="col" className="amount">
                      {t(common.amount)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.differences.map((one) => (
                    <tr key={`${one.transactionId} ${one.voucherId} ${one.on} ${one.amount}`}>
                      <td>{formats.day(one.on)}</td>
                      <td className="wrap">
                        <button
                          type="button"
                          className="button link"
                          onClick={() =>
                            void navigate(
                              one.transactionId
                                ? {
                                    to: '/companies/$company/payments/$payment',
                                    params: { company: company.code, payment: one.transactionId },
                                  }
                                : {
                                    to: '/companies/$company/vouchers/$voucher',
                                    params: { company: company.code, voucher: one.voucherId! },
                                  },
                            )
                          }
                        >
                          {t(codes.bankDifference[one.cause])}
                        </button>
                        <span className="quieter small block">{one.text}</span>
                      </td>
                      <td className="amount">
                        <Amount value={one.amount} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          {data.breaks.length > 0 && (
            <section className="section">
              <h3>{t(texts.breaks)}</h3>
              <Breaks of={data.breaks} />
            </section>
          )}
        </>
      )}
    </Drawer>
  )
}

function Breaks({ of }: { of: { code: string; message: string }[] }) {
  const said = useProblemTexts(of)
  return (
    <ul>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
