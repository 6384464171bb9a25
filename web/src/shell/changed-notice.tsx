import { useSession } from '../api/session.tsx'
import { useChanges } from '../api/use-changes.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { changeTexts } from './change-texts.ts'

/** "Eva Ek changed this at 14:02 · Show": in place, while a page or a form shows what is old. */
export function ChangedNotice({
  subjects,
  verbs,
  isTyped = false,
  onShow,
}: {
  /** Ids of what the page shows. */
  subjects?: readonly (string | null | undefined)[]
  /** Verbs that change what the page shows, where it is one thing of the whole company. */
  verbs?: readonly string[]
  /** Something is typed that is not saved: it stays. */
  isTyped?: boolean
  onShow?: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { userId } = useSession()
  const { change, see } = useChanges({ ...(subjects ? { subjects } : {}), ...(verbs ? { verbs } : {}) })
  if (!change) return null
  const isToday = new Date(change.at).toDateString() === new Date().toDateString()
  const time = isToday ? formats.time(change.at) : formats.instant(change.at)
  const isOwn = change.userId !== null && change.userId === userId
  return (
    <div className="changed-notice no-print">
      <Banner
        tone="warn"
        act={
          <Button
            onPress={() => {
              see()
              onShow?.()
            }}
          >
            {t(changeTexts.show)}
          </Button>
        }
      >
        {isOwn
          ? t(changeTexts.changedByYou, { time })
          : t(changeTexts.changedBy, { who: change.by ?? t(changeTexts.someone), time })}
        {isTyped && ` ${t(changeTexts.typedIsKept)}`}
      </Banner>
    </div>
  )
}
