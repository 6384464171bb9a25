import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { Strip } from '../../ui/strip.tsx'
import { type Counts, documentsOf, type Run, type View } from './run-shapes.ts'
import { texts } from './texts.ts'

/** How much the run would send, and what stays behind. */
export function RunFigures({
  run,
  counts,
  onShow,
}: {
  run: Run
  counts: Counts | undefined
  onShow: (view: View) => void
}) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  return (
    <Strip
      figures={[
        {
          label: t(texts.toSend),
          figure: formats.count(documentsOf(run)),
          clause: run.previous
            ? t(texts.fewerOrMore, { n: run.previous.sums.reduce((sum, one) => sum + one.documents, 0) })
            : undefined,
        },
        ...run.sums.map((sum) => ({
          label: `${t(common.amount)}, ${sum.currency}`,
          figure: formats.amount(sum.payable),
          clause: t(texts.invoicesN, { n: sum.documents }),
        })),
        {
          label: t(texts.heldBack),
          figure: formats.count(counts?.held ?? 0),
          clause:
            run.holds[0] &&
            (run.holds[0].kind === 'credit-limit'
              ? t(codes.holdKind['credit-limit'])
              : sayReason(run.holds[0].reason, language)),
          onOpen: (counts?.held ?? 0) > 0 ? () => onShow('held') : undefined,
        },
        {
          label: t(texts.zeroInvoices),
          figure: formats.count(counts?.zero ?? 0),
          clause: t(texts.notSent),
          onOpen: (counts?.zero ?? 0) > 0 ? () => onShow('zero') : undefined,
        },
      ]}
    />
  )
}
