import { call } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import type { DraftInvoice, NewCustomer } from './draft-invoice.ts'
import { formTexts } from './form-texts.ts'

export type FoundCustomer = { number: string; name: string; city: string | null; isNew?: boolean }

/** Whom: one who is known, found as one types, or a new one with name and address. */
export function CustomerPart({
  form,
  shownName,
  fieldRef,
  errors,
  onChoose,
  onClear,
  onNew,
}: {
  form: DraftInvoice
  shownName: string | undefined
  fieldRef: React.Ref<HTMLInputElement>
  errors: Map<string, string>
  onChoose: (row: FoundCustomer) => void
  onClear: () => void
  onNew: (customer: NewCustomer) => void
}) {
  const t = useText()
  const { company } = useSession()
  const { newCustomer } = form
  const find = async (typed: string): Promise<FoundCustomer[]> => {
    const search = typed.trim()
    if (!search) return []
    const { rows } = await call(company.code, 'parties.list', {
      search,
      role: 'customer',
      open: true,
      limit: 8,
    } as never)
    const found: FoundCustomer[] = rows.map(({ number, name, city }) => ({ number, name, city }))
    return /^\d+$/.test(search) ? found : [...found, { number: '', name: search, city: null, isNew: true }]
  }
  if (newCustomer) {
    const field = (key: keyof Omit<NewCustomer, 'kind' | 'emailConsent'>, label: string, input = {}) => (
      <div data-field={key}>
        <TextField
          label={label}
          value={newCustomer[key]}
          onChange={(value) => onNew({ ...newCustomer, [key]: value })}
          error={errors.get(`newCustomer.${key}`) ?? null}
          input={{ autoComplete: 'off', ...input }}
        />
      </div>
    )
    return (
      <fieldset className="new-customer">
        <legend>{t(formTexts.newCustomerHead)}</legend>
        <div className="pills">
          <Choice
            label={t(formTexts.kind)}
            value={newCustomer.kind}
            onChange={(kind) => onNew({ ...newCustomer, kind })}
            options={[
              { value: 'person', label: t(formTexts.person) },
              { value: 'company', label: t(formTexts.company) },
              { value: 'public', label: t(formTexts.publicBody) },
            ]}
          />
          <Button kind="link" onPress={onClear}>
            {t(formTexts.knownInstead)}
          </Button>
        </div>
        {errors.get('newCustomer') && (
          <p className="field-error" role="alert">
            {errors.get('newCustomer')}
          </p>
        )}
        <div className="row two">
          {field('name', t(formTexts.name))}
          {field('identityNumber', t(formTexts.identity))}
        </div>
        <div className="row three">
          {field('street', t(formTexts.street))}
          {field('postCode', t(formTexts.postCode))}
          {field('city', t(formTexts.city))}
        </div>
        <div className="row two">
          {field('email', t(formTexts.email), { type: 'email' })}
          {newCustomer.email.trim() && (
            <CheckField
              label={t(formTexts.emailConsent)}
              checked={newCustomer.emailConsent ?? false}
              onChange={(emailConsent) => onNew({ ...newCustomer, emailConsent })}
            />
          )}
        </div>
      </fieldset>
    )
  }
  const chosen = form.customer ? `${shownName || form.customer.name} ${form.customer.number}` : ''
  return (
    <div data-field="customer">
      <SearchField<FoundCustomer>
        label={t(common.customer)}
        placeholder={t(formTexts.customerWhat)}
        chosen={form.customer?.name === form.customer?.number ? chosen.replace(/^(\S+) \1$/, '$1') : chosen}
        find={find}
        keyOf={(row) => (row.isNew ? 'new' : row.number)}
        show={(row) =>
          row.isNew ? (
            <span className="strong">{t(formTexts.newCustomer, { name: row.name })}</span>
          ) : (
            <>
              <span>
                {row.name} <span className="quiet">{row.city}</span>
              </span>
              <span className="quiet figures">{row.number}</span>
            </>
          )
        }
        onChoose={onChoose}
        onClear={onClear}
        error={errors.get('customer') ?? null}
        inputRef={fieldRef}
      />
    </div>
  )
}
