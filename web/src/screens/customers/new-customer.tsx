import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { TextField } from '../../ui/field.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { AddressFields, ChannelFields, MoreFields, useColumnProblems } from './customer-fields.tsx'
import { blankForm, type CustomerForm, newRow } from './customer-form.ts'
import { texts } from './texts.ts'
import './customers.css'

const settleMillis = 350

/** One short form; while it is filled the program says what it makes of the number, and who may be the same. */
export default function NewCustomerScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const navigate = useHere(useNavigate())
  const { company, can } = useSession()
  const draft = useDraft<CustomerForm>('customer-new', blankForm(company.country, company.today))
  const act = useAct('parties.save')
  const form = useRef<HTMLFormElement>(null)
  const [isMore, setMore] = useState(false)
  const { value } = draft
  const change = (part: Partial<CustomerForm>) => draft.setValue((old) => ({ ...old, ...part }))

  const asked = useSettled(
    value.name.trim().length > 2 || value.identityNumber.trim().length > 5
      ? { name: value.name, identityNumber: value.identityNumber, country: value.country }
      : null,
  )
  const mayCheck = can('parties.check')
  const check = useRead(
    'parties.check',
    asked && mayCheck && draft.isReady && /^[A-Za-z]{2}$/.test(asked.country.trim())
      ? {
          row: {
            name: asked.name.trim(),
            country: asked.country.trim().toUpperCase(),
            ...(asked.identityNumber.trim() ? { identityNumber: asked.identityNumber.trim() } : {}),
          },
        }
      : null,
  )
  const found = asked ? check.data : undefined
  const same = value.identityNumber.trim()
    ? found?.alike.find(({ evidence }) => evidence === 'identity-number')
    : undefined
  // While a number is being typed it is not wrong yet.
  const [isLeft, setLeft] = useState(false)
  const told: Problem[] =
    act.error && !act.error.unreachable
      ? act.error.problems
      : isLeft
        ? ((found?.problems ?? []) as unknown as Problem[])
        : []
  const problems = useColumnProblems(told)

  const isReady = draft.isReady
  useHandWhen(isReady, () => form.current?.querySelector('input'))
  const giveWrong = useRef<ReturnType<typeof heldHand>>(null)
  useEffect(() => {
    if (!act.error || act.error.unreachable) return
    setMore(true)
    requestAnimationFrame(() => giveWrong.current?.(form.current?.querySelector<HTMLElement>('[aria-invalid=true]')))
  }, [act.error])
  const whyNot =
    value.name.trim() === ''
      ? t(texts.nameMissing)
      : same
        ? t(texts.existsAlready, { number: same.number })
        : value.channel !== 'print' && value.channelAddress.trim() === ''
          ? t(texts.addressMissing)
          : null
  const save = async () => {
    if (whyNot || act.isRunning) return
    giveWrong.current = heldHand()
    const done = await act.run({ rows: [newRow(value)] }).catch(() => null)
    const made = done?.parties[0]
    if (!made) return
    const { name } = value
    await draft.discard()
    tell(t(texts.customerMade, { number: made.number, name }))
    void navigate({
      to: '/companies/$company/customers/$number',
      params: { company: company.code, number: made.number },
    })
  }
  const leave = async () => {
    await draft.discard()
    void navigate({ to: '/companies/$company/customers', params: { company: company.code } })
  }
  useKeys([
    can('parties.save') && { key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true },
    {
      key: 'Escape',
      label: t(common.customers),
      run: () => void navigate({ to: '/companies/$company/customers', params: { company: company.code } }),
      unlisted: true,
    },
  ])
  const fields = { form: value, onChange: change, problemOf: problems.of }
  return (
    <Screen
      title={t(texts.newCustomer)}
      showsKeys
      parent={{
        label: t(common.customers),
        link: { to: '/companies/$company/customers', params: { company: company.code } },
      }}
      acts={
        draft.savedAt && (
          <span className="quieter small">
            {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
          </span>
        )
      }
    >
      <div className="scroll">
        {!can('parties.save') ? (
          <p className="section quiet">{t(common.mayNot)}</p>
        ) : (
          <div className="new-customer">
            <form
              ref={form}
              className="form"
              aria-busy={!draft.isReady}
              onSubmit={(event) => {
                event.preventDefault()
                void save()
              }}
            >
              {draft.isOverwritten && <Banner tone="warn">{t(texts.draftElsewhere)}</Banner>}
              <TextField
                label={t(texts.name)}
                value={value.name}
                onChange={(name) => change({ name })}
                error={problems.of('name')}
                input={{ autoComplete: 'off', maxLength: 300 }}
              />
              <TextField
                label={t(texts.identityNumber)}
                value={value.identityNumber}
                onChange={(identityNumber) => {
                  setLeft(false)
                  act.reset()
                  change({ identityNumber })
                }}
                error={problems.of('identityNumber')}
                hint={t(texts.identityHint)}
                understood={value.identityNumber.trim() && found?.kind ? word('partyKind', found.kind) : undefined}
                input={{ autoComplete: 'off', inputMode: 'text', onBlur: () => setLeft(true) }}
              />
              <AddressFields {...fields} />
              <ChannelFields {...fields} />
              {isMore ? (
                <MoreFields {...fields} isNew />
              ) : (
                <Button kind="link" onPress={() => setMore(true)}>
                  {t(texts.moreFields)}
                </Button>
              )}
              {act.error?.unreachable && <Told error={act.error} onAgain={() => void save()} />}
              {problems.rest.length > 0 && (
                <Banner tone="bad">
                  {problems.rest.map((text) => (
                    <p key={text}>{text}</p>
                  ))}
                </Banner>
              )}
              <div className="form-acts">
                {whyNot && value.name.trim() !== '' && <span className="quiet">{whyNot}</span>}
                <Button kind="quiet" onPress={() => void leave()}>
                  {t(draft.savedAt ? texts.throwAway : common.cancel)}
                </Button>
                <Button kind="primary" type="submit" keyCap="Ctrl+Enter" working={act.isRunning} notNow={whyNot}>
                  {t(texts.saveCustomer)}
                </Button>
              </div>
            </form>
            <section className="alike" aria-label={t(texts.maybeSame)} aria-live="polite">
              {found && found.alike.length > 0 && (
                <>
                  <h2>{t(same ? texts.isHereAlready : texts.maybeSame)}</h2>
                  <ul>
                    {found.alike.map((one) => (
                      <li key={one.number}>
                        <Link
                          to="/companies/$company/customers/$number"
                          params={{ company: company.code, number: one.number }}
                        >
                          {one.isProtected ? t(texts.protectedCustomer, { number: one.number }) : one.name}
                        </Link>
                        <span className="small quiet line">
                          {[one.number, one.isProtected ? null : one.city].filter(Boolean).join(' · ')}
                        </span>
                        <span className="pills">
                          <Chip tone={one.evidence === 'identity-number' ? 'warn' : 'neutral'}>
                            {t(one.evidence === 'identity-number' ? texts.sameNumber : texts.likeName)}
                          </Chip>
                          {one.closedOn && <Chip tone="outlined">{t(texts.closed)}</Chip>}
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </section>
          </div>
        )}
      </div>
    </Screen>
  )
}

/** The value once nothing has been typed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), settleMillis)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
