import { Check } from 'lucide-react'
import { useText } from '../../lang/language.tsx'
import type { Run } from './run-shapes.ts'
import { texts } from './texts.ts'

/** How far a run is: done steps ticked, the present one bold. */
export function Stages({ run, isExecuting }: { run: Run; isExecuting: boolean }) {
  const t = useText()
  const steps = [texts.basis, texts.proposal, texts.approval, texts.issuing, texts.delivery]
  const at = run.state === 'done' ? 4 : isExecuting || run.state === 'approved' ? 3 : 2
  return (
    <ol className="stages small">
      {steps.map((step, index) => (
        <li key={step.en} className={index < at ? 'done' : ''} aria-current={index === at ? 'step' : undefined}>
          {index < at && <Check size={14} aria-hidden />}
          {t(step)}
        </li>
      ))}
    </ol>
  )
}
