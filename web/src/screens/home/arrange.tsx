import { ArrowLeft, ArrowRight, EyeOff, GripVertical } from 'lucide-react'
import { call } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import type { Choices } from '../../api/use-choices.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { monthsBefore } from '../../lang/read-month.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { texts } from './texts.ts'
import { type Filters, type PanelKey, type PanelPlace, panelTitles } from './use-places.ts'

/** Above a panel while the page is arranged: handle, order, hide, and what it alone is narrowed by. */
export function ArrangeHead({
  place,
  choices,
  index,
  count,
  onMove,
  onHide,
  onFilter,
}: {
  place: PanelPlace
  choices: Choices
  index: number
  count: number
  onMove: (to: number) => void
  onHide: () => void
  onFilter: (filters: Filters) => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const { filters } = place
  const narrow = (change: Filters) => {
    const next = { ...filters, ...change }
    onFilter(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')))
  }
  const isMachine = place.key === 'machine'
  return (
    <div className="arrange-head no-print">
      <div className="arrange-acts">
        <button
          type="button"
          className="panel-handle button quiet"
          aria-label={t(texts.move, { panel: t(panelTitles[place.key]) })}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') onMove(index - 1)
            else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') onMove(index + 1)
            else if (event.key === 'Delete' || event.key === 'Backspace') onHide()
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        >
          <GripVertical size={16} aria-hidden />
        </button>
        <span className="strong arrange-name">{t(panelTitles[place.key])}</span>
        <Button
          kind="quiet"
          name={t(texts.earlier)}
          icon={<ArrowLeft size={16} aria-hidden />}
          onPress={() => onMove(index - 1)}
          notNow={index === 0 ? ' ' : null}
        />
        <Button
          kind="quiet"
          name={t(texts.later)}
          icon={<ArrowRight size={16} aria-hidden />}
          onPress={() => onMove(index + 1)}
          notNow={index === count - 1 ? ' ' : null}
        />
        <Button kind="quiet" name={t(texts.hide)} icon={<EyeOff size={16} aria-hidden />} onPress={onHide} />
      </div>
      {isMachine ? (
        <p className="small quiet">{t(texts.machineAll)}</p>
      ) : (
        <div className="arrange-filters">
          {choices.areas.length > 1 && (
            <SelectField
              label={t(common.businessArea)}
              value={filters.area ?? ''}
              options={choices.areas}
              empty={t(texts.pageFilter)}
              onChange={(area) => narrow({ area })}
            />
          )}
          {choices.groups.length > 1 && (
            <SelectField
              label={t(common.invoiceGroup)}
              value={filters.group ?? ''}
              options={choices.groups}
              empty={t(texts.pageFilter)}
              onChange={(group) => narrow({ group })}
            />
          )}
          <SelectField
            label={t(common.period)}
            value={filters.period ?? ''}
            options={monthsBefore(company.today, 25)
              .slice(1)
              .map((month) => ({ value: month, label: formats.month(month) }))}
            empty={t(texts.pageFilter)}
            onChange={(period) => narrow({ period })}
          />
          {can('parties.list') && (
            <SearchField
              label={t(common.customer)}
              chosen={filters.partyName ?? filters.party ?? ''}
              find={async (text) => {
                if (text.trim() === '') return []
                const { groups } = await call(company.code, 'workspace.search', { q: text })
                return groups.find(({ kind }) => kind === 'customers')?.rows ?? []
              }}
              keyOf={(row) => row.id}
              show={(row) => (
                <>
                  <span>{row.title}</span>
                  <span className="quieter figures">{row.number}</span>
                </>
              )}
              onChoose={(row) =>
                narrow({ party: row.number ?? '', partyName: row.isProtected ? (row.number ?? '') : row.title })
              }
              onClear={() => narrow({ party: '', partyName: '' })}
            />
          )}
        </div>
      )}
    </div>
  )
}

export function HiddenPanels({
  hidden,
  onShow,
  onReset,
}: {
  hidden: readonly PanelPlace[]
  onShow: (key: PanelKey) => void
  onReset: () => void
}) {
  const t = useText()
  return (
    <p className="pills">
      {hidden.map(({ key }) => (
        <Button key={key} onPress={() => onShow(key)}>
          {t(texts.show, { panel: t(panelTitles[key]) })}
        </Button>
      ))}
      <Button kind="link" onPress={onReset}>
        {t(texts.asFirst)}
      </Button>
    </p>
  )
}
