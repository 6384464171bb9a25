import { useQuery, useQueryClient } from '@tanstack/react-query'
import { GripVertical, X } from 'lucide-react'
import { useState } from 'react'
import { callPlain } from '../../api/call.ts'
import { ApiRefused, unreachable } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { languageNames, languages, useFormats, useText } from '../../lang/language.tsx'
import { type Favourite, useFavourites } from '../../shell/favourites.tsx'
import { keyName } from '../../shell/key-names.ts'
import { nameOf, useKeys } from '../../shell/keys.tsx'
import { texts as shellTexts } from '../../shell/texts.ts'
import { type Look, showTheme } from '../../shell/theme.ts'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { TextField } from '../../ui/field.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { Key } from '../../ui/key.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { useRoleName } from '../people/names.ts'
import { movableKeys, profileTexts as texts } from './profile-texts.ts'
import './profile.css'

export default function ProfileScreen() {
  const t = useText()
  return (
    <Screen
      title={t(shellTexts.profile)}
      acts={
        <Button
          onPress={() => void callPlain('DELETE', '/api/v1/session').then(() => window.location.assign('/sign-in'))}
        >
          {t(shellTexts.signOut)}
        </Button>
      }
    >
      <div className="profile">
        <Person />
        <LookAndKeys />
        <Favourites />
        <Password />
        <Sessions />
        <Tokens />
      </div>
    </Screen>
  )
}

function Person() {
  const t = useText()
  const { name, email, roles, areas, seesAllAreas, language } = useSession()
  const roleName = useRoleName()
  const setLanguage = useAct('workspace.set-language')
  return (
    <section className="section">
      <h2>{t(texts.person)}</h2>
      <Facts
        facts={[
          [t(texts.name), name],
          [t(texts.email), email ?? '–'],
          [t(texts.roles), roles.map(roleName).join(', ') || '–'],
          [t(texts.areas), seesAllAreas ? t(texts.allAreas) : areas.map((area) => area.name).join(', ') || '–'],
        ]}
      />
      <Setting label={t(texts.language)}>
        <Choice
          label={t(texts.language)}
          value={language}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(chosen) => void setLanguage.run({ language: chosen })}
        />
      </Setting>
      <Told error={setLanguage.error} />
    </section>
  )
}

const Setting = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="setting">
    <span className="quiet" aria-hidden>
      {label}
    </span>
    {children}
  </div>
)

function LookAndKeys() {
  const t = useText()
  const preferences = useRead('workspace.read-preferences', {}, { staleMillis: 60_000 })
  const save = useAct('workspace.save-preferences')
  const kept = preferences.data?.preferences ?? {}
  const { theme = 'system', density = 'airy', keys = 'on' } = kept
  // Seen at once; kept a moment later.
  const change = (look: Look) => {
    showTheme({ theme, density, keys, ...look })
    void save.run({ preferences: look as { theme?: typeof theme; density?: typeof density; keys?: typeof keys } })
  }
  return (
    <>
      <section className="section">
        <h2>{t(texts.look)}</h2>
        <Setting label={t(texts.theme)}>
          <Choice
            label={t(texts.theme)}
            value={theme}
            options={[
              { value: 'system', label: t(texts.system) },
              { value: 'light', label: t(texts.light) },
              { value: 'dark', label: t(texts.dark) },
              { value: 'high-contrast', label: t(texts.contrast) },
            ]}
            onChange={(chosen) => change({ theme: chosen })}
          />
        </Setting>
        <Setting label={t(texts.density)}>
          <Choice
            label={t(texts.density)}
            value={density}
            options={[
              { value: 'airy', label: t(texts.airy) },
              { value: 'dense', label: t(texts.dense) },
            ]}
            onChange={(chosen) => change({ density: chosen })}
          />
        </Setting>
        <Told error={save.error} />
      </section>
      <section className="section">
        <h2>{t(texts.keys)}</h2>
        <p className="quiet">{t(texts.keysWhy)}</p>
        <Setting label={t(texts.keys)}>
          <Choice
            label={t(texts.keys)}
            value={keys}
            options={[
              { value: 'on', label: t(texts.keysOn) },
              { value: 'off', label: t(texts.keysOff) },
            ]}
            onChange={(chosen) => change({ keys: chosen })}
          />
        </Setting>
        {keys === 'on' && (
          <ChangedKeys
            changed={kept.changedKeys ?? {}}
            onChange={(changedKeys) => void save.run({ preferences: { changedKeys } })}
          />
        )}
      </section>
    </>
  )
}

function ChangedKeys({
  changed,
  onChange,
}: {
  changed: Record<string, string>
  onChange: (changed: Record<string, string>) => void
}) {
  const t = useText()
  const [waiting, setWaiting] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const now = (key: string): string => changed[key] ?? key
  const take = (key: string, event: React.KeyboardEvent) => {
    if (['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setWaiting(null)
    const pressed = nameOf(event.nativeEvent)
    if (!/^(Shift\+)?([A-Z]|[^\w\s])$/.test(pressed)) return setProblem(t(texts.keyNotUsable))
    const taken = movableKeys.find((other) => other.key !== key && now(other.key) === pressed)
    if (taken) return setProblem(t(texts.keyTaken, { key: keyName(pressed), name: t(taken.does) }))
    const { [key]: _, ...others } = changed
    onChange(pressed === key ? others : { ...others, [key]: pressed })
    setWaiting(null)
    setProblem(null)
  }
  return (
    <>
      <ul className="changed-keys">
        {movableKeys.map(({ key, does }) => (
          <li key={key}>
            <Key name={key} />
            <span className="unseen">{now(key)}: </span>
            <span>{t(does)}</span>
            <button
              type="button"
              className="button link"
              aria-label={t(texts.changeKeyOf, { name: t(does) })}
              onClick={() => {
                setProblem(null)
                setWaiting(key)
              }}
              onBlur={() => setWaiting(null)}
              onKeyDown={(event) => waiting === key && take(key, event)}
            >
              {waiting === key ? t(texts.pressKey) : t(texts.changeKey)}
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p className="negative" role="alert">
          {problem}
        </p>
      )}
      {Object.keys(changed).length > 0 && (
        <p>
          <Button onPress={() => onChange({})}>{t(texts.asFirst)}</Button>
        </p>
      )}
    </>
  )
}

function Favourites() {
  const t = useText()
  const { favourites, save } = useFavourites()
  const [dragged, setDragged] = useState<string | null>(null)
  const move = (address: string, to: number) => {
    const one = favourites.find((favourite) => favourite.address === address)
    if (!one || to < 0 || to >= favourites.length) return
    const others: Favourite[] = favourites.filter((favourite) => favourite.address !== address)
    others.splice(to, 0, one)
    const give = heldHand()
    void save(others).then(() =>
      requestAnimationFrame(() =>
        give(document.querySelector<HTMLElement>(`[data-favourite="${CSS.escape(address)}"]`)),
      ),
    )
  }
  return (
    <section className="section">
      <h2>{t(texts.favourites)}</h2>
      <p className="quiet">{t(texts.favouritesHow)}</p>
      <ol className="favourite-order">
        {favourites.map((favourite, index) => (
          <li
            key={favourite.address}
            draggable
            className={dragged !== null && dragged !== favourite.address ? 'takes' : ''}
            onDragStart={() => setDragged(favourite.address)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => dragged && move(dragged, index)}
          >
            <button
              type="button"
              className="button quiet icon"
              data-favourite={favourite.address}
              aria-label={t(texts.move, { name: favourite.title })}
              onKeyDown={(event) => {
                if (event.key === 'ArrowUp') move(favourite.address, index - 1)
                else if (event.key === 'ArrowDown') move(favourite.address, index + 1)
                else return
                event.preventDefault()
                event.stopPropagation()
              }}
            >
              <GripVertical size={16} aria-hidden />
            </button>
            <a href={favourite.address}>{favourite.title}</a>
            <Button
              kind="quiet"
              name={t(texts.removeOf, { name: favourite.title })}
              icon={<X size={16} aria-hidden />}
              onPress={() => void save(favourites.filter((other) => other !== favourite))}
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Password() {
  const t = useText()
  const tell = useTell()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<ApiRefused | null>(null)
  const [isRunning, setRunning] = useState(false)
  const save = async () => {
    setRunning(true)
    setError(null)
    try {
      await callPlain('PUT', '/api/v1/password', { password, ...(current ? { current } : {}) })
      setCurrent('')
      setPassword('')
      tell(t(texts.passwordChanged))
    } catch (refused) {
      setError(refused instanceof ApiRefused ? refused : unreachable())
    } finally {
      setRunning(false)
    }
  }
  useKeys([password !== '' && { key: 'Ctrl+Enter', label: t(texts.changePassword), run: () => void save() }])
  return (
    <section className="section">
      <h2>{t(texts.password)}</h2>
      <form
        className="password-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          label={t(texts.present)}
          value={current}
          onChange={setCurrent}
          hint={t(texts.presentHint)}
          input={{ type: 'password', autoComplete: 'current-password' }}
        />
        <TextField
          label={t(texts.newPassword)}
          value={password}
          onChange={setPassword}
          hint={t(texts.passwordHint)}
          input={{ type: 'password', autoComplete: 'new-password', minLength: 12, required: true }}
        />
        <Told error={error} />
        <div>
          <Button type="submit" working={isRunning}>
            {t(texts.changePassword)}
          </Button>
        </div>
      </form>
    </section>
  )
}

interface SignedIn {
  id: string
  createdAt: string
  seenAt: string
  userAgent: string | null
  current: boolean
}

function Sessions() {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const client = useQueryClient()
  const sessions = useQuery<{ rows: SignedIn[] }, ApiRefused>({
    queryKey: ['sessions'],
    queryFn: () => callPlain('GET', '/api/v1/sessions'),
  })
  const rows = sessions.data?.rows ?? []
  const others = rows.filter(({ current }) => !current)
  const end = async (ended: readonly SignedIn[]) => {
    for (const { id } of ended) await callPlain('DELETE', `/api/v1/sessions/${id}`).catch(() => {})
    tell(t(texts.sessionEnded))
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <section className="section">
      <h2>{t(texts.sessions)}</h2>
      <Told error={sessions.error} />
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(texts.device)}</th>
            <th scope="col">{t(texts.signedInAt)}</th>
            <th scope="col">{t(texts.seenAt)}</th>
            <th scope="col">
              <span className="unseen">{t(texts.end)}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((session) => (
            <tr key={session.id}>
              <td>{deviceName(session.userAgent) ?? t(texts.unknownDevice)}</td>
              <td>{formats.instant(session.createdAt)}</td>
              <td>{formats.instant(session.seenAt)}</td>
              <td className="amount">
                {session.current ? (
                  <span className="quieter">{t(texts.here)}</span>
                ) : (
                  <Button kind="link" onPress={() => void end([session])}>
                    {t(texts.end)}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {others.length > 1 && (
        <p>
          <Button onPress={() => void end(others)}>{t(texts.endOthers)}</Button>
        </p>
      )}
    </section>
  )
}

function Tokens() {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { can, userId } = useSession()
  const tokens = useRead('access.list-tokens', can('access.list-tokens') ? {} : null)
  const revoke = useAct('access.revoke-token')
  if (!can('access.list-tokens')) return null
  const mine = (tokens.data?.rows ?? []).filter((token) => token.userId === userId)
  return (
    <section className="section">
      <h2>{t(texts.tokens)}</h2>
      <Told error={tokens.error ?? revoke.error} />
      {tokens.data && mine.length === 0 && <p className="quiet">{t(texts.noTokens)}</p>}
      {mine.length > 0 && (
        <table className="table inset">
          <thead>
            <tr>
              <th scope="col">{t(texts.name)}</th>
              <th scope="col">{t(texts.validTo)}</th>
              <th scope="col">
                <span className="unseen">{t(texts.end)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {mine.map((token) => (
              <tr key={token.tokenId}>
                <td>{token.name}</td>
                <td>{formats.day(token.expiresAt)}</td>
                <td className="amount">
                  {token.revokedAt ? (
                    <span className="quieter">{t(texts.revoked)}</span>
                  ) : (
                    can('access.revoke-token') && (
                      <Button
                        kind="link"
                        onPress={() =>
                          void revoke.run({ tokenId: token.tokenId }).then(
                            () => tell(t(texts.tokenEnded, { name: token.name })),
                            () => {},
                          )
                        }
                      >
                        {t(texts.end)}
                      </Button>
                    )
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** "Firefox, Windows" out of what a browser calls itself; null when it says nothing known. */
function deviceName(userAgent: string | null): string | null {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent ?? '')?.[1]
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent ?? '')?.[1]
  const names = [browser?.replace('Edg', 'Edge').replace('OPR', 'Opera'), system?.replace('Mac OS X', 'macOS')]
  return names.filter(Boolean).join(', ') || null
}
