import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import type { Run } from './run-shapes.ts'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/billing-runs/$run')

/** Which rows of the order file could not be taken into the run; one press leads to them. */
export function RejectedOfFile({ importId }: { importId: string }) {
  const t = useText()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const file = useRead('invoicing.read-import', can('invoicing.read-import') ? { importId } : null).data
  const go = () =>
    void navigate({
      to: '/companies/$company/order-files/$import',
      params: { company: company.code, import: importId },
    })
  const left = file?.problemsLeft ?? 0
  useKeys([left > 0 && { key: 'V', label: t(texts.toRejected), run: go }])
  if (!file || left === 0) return null
  return (
    <div className="section run-told">
      <Banner
        tone="warn"
        act={
          <Button kind="link" keyCap="V" onPress={go}>
            {t(texts.toRejected)}
          </Button>
        }
      >
        {t(texts.rejectedOfFile, { n: left, file: file.fileName ?? '' })}
      </Banner>
    </div>
  )
}

/** Who was to approve it gave it back, and why. */
export function Returned({ run: { returned }, onSendOn }: { run: Run; onSendOn: () => void }) {
  const t = useText()
  const { can } = useSession()
  if (!returned) return null
  return (
    <div className="section">
      <Banner
        tone="warn"
        act={
          can('invoicing.send-on') && (
            <Button kind="link" onPress={onSendOn}>
              {t(texts.sendOn)}
            </Button>
          )
        }
      >
        {t(texts.sentBack, { name: returned.by ?? t(texts.byProgram), reason: returned.reason })}
      </Banner>
    </div>
  )
}

/** What was issued, and where it lies. */
export function Issued({ run }: { run: Run }) {
  const t = useText()
  const { company, can } = useSession()
  return (
    <div className="section">
      <Banner
        act={
          <span className="pills">
            <ButtonLink
              to="/companies/$company/invoices"
              params={{ company: company.code }}
              search={{ run: run.runId }}
            >
              {t(texts.seeInvoices)}
            </ButtonLink>
            {can('delivery.list-deliveries') && (
              <ButtonLink to="/companies/$company/deliveries" params={{ company: company.code }}>
                {t(texts.seeDeliveries)}
              </ButtonLink>
            )}
          </span>
        }
      >
        {t(texts.issuedN, { n: Number(run.report?.issued ?? run.counts.done ?? 0) })}
      </Banner>
    </div>
  )
}
