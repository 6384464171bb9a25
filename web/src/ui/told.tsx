import type { ApiRefused } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useProblemTexts } from '../problems/use-problem-texts.ts'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'

/** What the server refused, in the person's language, all of it. Nothing when there is no error. */
export function Told({ error, onAgain }: { error: ApiRefused | null | undefined; onAgain?: (() => void) | undefined }) {
  const t = useText()
  const texts = useProblemTexts(error?.problems ?? [])
  if (!error) return null
  // What was refused is refused again; what broke may hold the next time.
  const again = onAgain && (error.unreachable || error.status >= 500) && (
    <Button kind="link" onPress={onAgain}>
      {t(common.tryAgain)}
    </Button>
  )
  if (error.unreachable)
    return (
      <Banner tone="bad" kind="unreachable" act={again}>
        {t(common.noAnswer)}
      </Banner>
    )
  return (
    <Banner tone="bad" act={again}>
      {texts.length === 1 ? (
        <p>{texts[0]}</p>
      ) : (
        <ul>
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Banner>
  )
}
