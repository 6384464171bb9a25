import { Link, useRouterState } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { screens } from '../../shell/screen-list.ts'
import { texts as shellTexts } from '../../shell/texts.ts'
import { Drawer } from '../../ui/dialog.tsx'
import { roleOf, useGuides } from './help/use-guides.ts'
import { Part } from './help.tsx'
import { aboutScreens } from './process-texts.ts'
import './help.css'

/** F1: what this page is for, its part of the guide, and the rest of the own role's day. */
export default function HelpDrawer({ onClose }: { onClose: () => void }) {
  const t = useText()
  const session = useSession()
  const guides = useGuides()
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const below = pathname.replace(`/companies/${session.company.code}`, '').replace(/^\//, '')
  const here =
    below === ''
      ? 'home'
      : [...screens]
          .map(({ key, to }) => ({ key, path: to.replace('/companies/$company/', '') }))
          .sort((a, b) => b.path.length - a.path.length)
          .find(({ path }) => below === path || below.startsWith(`${path}/`))?.key
  const own = guides.find(({ role }) => role === roleOf(session))
  const ofHere = [own, ...guides].flatMap((guide) => guide?.parts ?? []).find(({ screen }) => screen === here)
  const rest = (own?.parts ?? []).filter((part) => part !== ofHere)
  return (
    <Drawer title={t(shellTexts.help)} onClose={onClose}>
      <div className="guide in-drawer">
        {here && aboutScreens[here] && <p className="guide-intro">{t(aboutScreens[here]!)}</p>}
        {[...(ofHere ? [ofHere] : []), ...rest].map((part) => (
          <Part key={part.title} part={part} />
        ))}
        <p>
          <Link to="/companies/$company/help" params={{ company: session.company.code }}>
            {t(shellTexts.helpWhole)}
          </Link>
        </p>
      </div>
    </Drawer>
  )
}
