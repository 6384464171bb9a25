import { useEffect, useRef, useState } from 'react'
import { call, type Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { same } from '../../api/same.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import {
  countedRows,
  type DraftInvoice,
  emptyInvoice,
  inputOf,
  isBlank,
  linesOf,
  rowsOfLast,
  withLastRow,
} from './draft-invoice.ts'
import { missingOf } from './next-step.tsx'
import { recallSeconds } from './recall-of.ts'
import { usePreviewPdf, useSettled } from './use-preview.ts'

export type Billed = Output<'invoicing.invoice-now'>
export type Debited = Output<'invoicing.read-invoice'>['invoice']
export type InvoiceForm = ReturnType<typeof useInvoiceForm>

/** An invoice as it is written, or what is added to `debits`: the draft, what it would become, what lacks, and the act that books it. */
export function useInvoiceForm(debits: Debited | null) {
  const { company, can } = useSession()
  const [first] = useState(emptyInvoice)
  const draft = useDraft<DraftInvoice>(debits ? `debit-note:${debits.invoiceId}` : 'new-invoice', first)
  const form = draft.value
  const [isTried, setTried] = useState(false)
  const invoiceNow = useAct('invoicing.invoice-now')
  const debit = useAct('invoicing.debit')
  const act = debits ? debit : invoiceNow
  const change = (next: (before: DraftInvoice) => DraftInvoice) => draft.setValue((before) => withLastRow(next(before)))
  const set = (changes: Partial<DraftInvoice>) => change((before) => ({ ...before, ...changes }))

  const { lastInvoice, lastLines } = useLastInvoice(debits ? null : (form.customer?.number ?? null))
  const { group, openGroups, isKnown } = useGroup(form, lastInvoice?.invoiceGroup ?? null)
  const effective: DraftInvoice = { ...form, invoiceGroup: debits ? '' : group }

  // What the last preview knew of the group's usual VAT code serves until the next one comes.
  const usual = useRef('')
  const asked = useSettled(
    debits
      ? {
          customer: debits.customer,
          invoiceGroup: debits.invoiceGroup,
          currency: debits.currency,
          lines: linesOf(form, usual.current),
        }
      : inputOf(effective, usual.current),
    220,
  )
  const isReadyToAsk = draft.isReady && (debits !== null || isKnown)
  const preview = useRead('invoicing.preview', isReadyToAsk ? (asked as never) : null)
  const seen = preview.data ?? null
  usual.current = seen?.usualVatCode ?? usual.current
  const counted = countedRows(form)
  const pdf = usePreviewPdf(
    'invoicing.preview-pdf',
    useSettled(!debits && counted.length > 0 && seen?.amounts ? asked : null, 300) as never,
  )
  const problems = (act.error && !act.error.unreachable ? act.error.problems : (seen?.problems ?? [])) as Problem[]
  const errors = useFieldProblems(problems, isTried)

  /** @throws ApiRefused with what is wrong; `errors` tells it by field */
  const book = async (): Promise<Billed> => {
    let vatCode = usual.current
    if (!debits && counted.some((row) => !row.vatCode && !row.article) && !vatCode)
      vatCode = (await call(company.code, 'invoicing.preview', inputOf(effective, ''))).usualVatCode ?? ''
    const billed = debits
      ? await debit.run({
          invoiceId: debits.invoiceId,
          lines: linesOf(form, vatCode),
          reason: form.reason.trim(),
          recallSeconds,
        } as never)
      : await invoiceNow.run({ ...inputOf(effective, vatCode), reference: form.reference, recallSeconds } as never)
    if (group) keepGroup(company.code, group)
    await throwAway()
    return billed
  }
  const throwAway = async () => {
    await draft.discard(emptyInvoice())
    setTried(false)
  }
  return {
    draft,
    form,
    set,
    change,
    group,
    openGroups,
    lastInvoice,
    /** Rows of the last invoice, to be taken while nothing is written. */
    ghosts: lastInvoice && form.rows.every(isBlank) ? rowsOfLast(lastLines) : [],
    seen,
    usualVatCode: usual.current,
    pdf,
    problems,
    errors,
    missing: missingOf(form, debits !== null, problems),
    isTried,
    tryIt: () => setTried(true),
    isUntouched: () => same(draft.value, first),
    act,
    book,
    throwAway,
  }
}

/**
 * Prefilled once by who leads here: a customer's card, the palette. Lines already written to another stay his.
 * @returns whether what is written is another's
 */
export function useLedTo({ draft, form }: InvoiceForm, ledTo: string): boolean {
  const [isLedTo, setLedTo] = useState('')
  const isOfAnother =
    ledTo !== '' &&
    ledTo !== isLedTo &&
    (form.newCustomer !== null ||
      (form.customer !== null && form.customer.number !== ledTo && !form.rows.every(isBlank)))
  useEffect(() => {
    if (!draft.isReady || ledTo === '' || ledTo === isLedTo || isOfAnother) return
    setLedTo(ledTo)
    draft.setValue((before) => ({ ...before, customer: { number: ledTo, name: ledTo } }))
  }, [draft.isReady, draft.setValue, ledTo, isLedTo, isOfAnother])
  return isOfAnother
}

function useLastInvoice(customer: string | null) {
  const { can } = useSession()
  const last = useRead('invoicing.last-lines', customer && can('invoicing.last-lines') ? { number: customer } : null)
  return { lastInvoice: customer ? (last.data?.invoice ?? null) : null, lastLines: last.data?.lines ?? [] }
}

/** The group that was chosen, else that of the customer's last invoice, else the one this person used last; none where there is one alone. */
function useGroup(form: DraftInvoice, ofLast: string | null) {
  const { company, can } = useSession()
  const read = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? { limit: 500 } : null, {
    staleMillis: 300_000,
  })
  const openGroups = (read.data?.rows ?? []).filter((row) => !row.internal && !row.closedOn)
  const used = usualGroup(company.code)
  const group =
    form.invoiceGroup ||
    (openGroups.length > 1
      ? (ofLast ?? openGroups.find(({ code }) => code === used)?.code ?? openGroups[0]?.code ?? '')
      : '')
  return { group: String(group), openGroups, isKnown: read.data !== undefined || !can('company.list-invoice-groups') }
}

/** Sentences by field. What only lacks is told when sending was tried; what is wrong, at once. */
function useFieldProblems(problems: readonly Problem[], isTried: boolean): Map<string, string> {
  const told = problems.filter(
    ({ code }) => isTried || !/missing$|no-name$|no-price$|no-lines$|no-vat-code$|invoice\.zero$/.test(code),
  )
  const said = useProblemTexts(told)
  const errors = new Map<string, string>()
  told.forEach(({ path }, index) => {
    if (path && said[index] && !errors.has(path)) errors.set(path, said[index])
  })
  return errors
}

/** The invoice group that this person used last here. */
const usualGroup = (company: string): string | null => localStorage.getItem(`invoice-group ${company}`)
const keepGroup = (company: string, group: string): void => localStorage.setItem(`invoice-group ${company}`, group)
