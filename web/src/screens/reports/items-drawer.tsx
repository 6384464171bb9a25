import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Input } from '../../api/call.ts'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { DocumentView, type OpenItem } from './document-view.tsx'
import { texts } from './texts.ts'

/** The open items behind a figure, beside the table; Space shows a document as the customer got it. */
export function ItemsDrawer({
  title,
  asked,
  shown,
  onShow,
  onClose,
  onAll,
}: {
  title: string
  asked: Input<'reports.open-items'>
  /** The item whose document is shown; '' = the list. */
  shown: string
  onShow: (item: string) => void
  onClose: () => void
  onAll: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const pages = usePages('reports.open-items', asked)
  const totals = useRead('reports.open-items', { ...asked, limit: 1 })
  const file = useReportFile()
  const [selected, setSelected] = useState<string | null>(null)
  const holder = useRef<HTMLDivElement>(null)
  const at = pages.rows.findIndex((row) => keyOf(row) === (shown || selected))
  const item = shown === '' ? undefined : pages.rows[at]
  const rowKey = selected ?? (pages.rows[0] ? keyOf(pages.rows[0]) : null)
  const isReady = pages.rows.length > 0
  const give = useRef<ReturnType<typeof heldHand>>(null)
  // The hand is on the first row, and back on the row whose document was looked at.
  useEffect(() => {
    if (shown !== '' || !isReady) {
      holder.current?.closest<HTMLElement>('.content')?.focus()
      give.current = heldHand()
      return
    }
    const row = holder.current?.querySelector<HTMLElement>('tr[tabindex="0"]')
    requestAnimationFrame(() => (give.current ? give.current(row) : row?.focus()))
  }, [shown, isReady])
  const show = (row: OpenItem | undefined) => {
    if (!row) return
    setSelected(keyOf(row))
    onShow(keyOf(row))
  }
  useKeys([
    isReady && { key: 'E', label: t(common.excel), run: () => file.write('open-items', asked) },
    isReady && {
      key: 'Space',
      label: t(texts.showDocument),
      run: () => show(pages.rows[Math.max(at, 0)]),
    },
    item !== undefined && { key: '[', label: t(texts.previousDocument), run: () => show(pages.rows[at - 1]) },
    item !== undefined && { key: ']', label: t(texts.nextDocument), run: () => show(pages.rows[at + 1]) },
  ])
  return (
    <Drawer
      title={title}
      onClose={onClose}
      onBack={shown === '' ? undefined : () => onShow('')}
      acts={
        item && (
          <>
            <Button
              kind="quiet"
              name={t(texts.previousDocument)}
              icon={<ChevronLeft size={16} aria-hidden />}
              notNow={at < 1 && t(texts.previousDocument)}
              onPress={() => show(pages.rows[at - 1])}
            />
            <Button
              kind="quiet"
              name={t(texts.nextDocument)}
              icon={<ChevronRight size={16} aria-hidden />}
              notNow={at >= pages.rows.length - 1 && t(texts.nextDocument)}
              onPress={() => show(pages.rows[at + 1])}
            />
          </>
        )
      }
    >
      <div className="items-drawer" ref={holder}>
        {item ? (
          <DocumentView item={item} />
        ) : (
          <>
            <Told error={pages.error ?? file.error} />
            <p className="items-sum">
              {totals.data?.totals.map((total) => (
                <span key={`${total.currency} ${total.baseCurrency}`}>
                  <span className="strong">
                    <Amount value={total.open} currency={total.currency ?? undefined} />
                  </span>{' '}
                  <span className="quiet">{t(texts.items, { n: total.items ?? 0 })}</span>
                </span>
              ))}
              <button type="button" className="button link" onClick={onAll}>
                {t(texts.showAll)}
              </button>
            </p>
            <Table
              label={title}
              rows={pages.rows}
              pages={pages}
              keyOf={keyOf}
              selected={rowKey}
              onSelect={(row) => setSelected(keyOf(row))}
              onOpen={show}
              columns={[
                {
                  key: 'party',
                  head: t(common.customer),
                  phone: 'main',
                  wrap: true,
                  cell: (row) => (
                    <>
                      <span className="strong">{row.partyName ?? t(texts.hiddenName)}</span>{' '}
                      <span className="quieter">
                        {row.kind === 'invoice' ? '' : `${t(codes.itemKind[row.kind as keyof typeof codes.itemKind])} `}
                        {row.number}
                      </span>
                    </>
                  ),
                },
                { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn), phone: 'below' },
                {
                  key: 'open',
                  head: t(common.openAmount),
                  align: 'amount',
                  phone: 'amount',
                  cell: (row) => (
                    <Amount
                      value={row.open}
                      currency={row.currency === row.baseCurrency ? undefined : (row.currency ?? undefined)}
                      onOpen={() => show(row)}
                    />
                  ),
                },
              ]}
              empty={<Empty title={t(texts.noItems)} />}
            />
          </>
        )}
      </div>
    </Drawer>
  )
}

/** An item in instalments is a row for each part. */
export const keyOf = (row: { itemId: string | null; dueOn: string | null }): string => `${row.itemId}~${row.dueOn}`
