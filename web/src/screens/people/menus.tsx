import { getRouteApi } from '@tanstack/react-router'
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, GripVertical, Plus, X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { holds } from '../../../../src/kernel/permissions.ts'
import type { Output } from '../../api/call.ts'
import { same } from '../../api/same.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { languageNames, languages, useFormats, useLanguage, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { type ScreenEntry, screens, standardMenu } from '../../shell/screen-list.ts'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { useRoleName } from './names.ts'
import { texts } from './texts.ts'
import './people.css'

const route = getRouteApi('/companies/$company/menus')

interface Group {
  key: string
  names: Partial<Record<Language, string>>
  screens: string[]
}
type Role = Output<'access.list-roles'>['rows'][number]

/** An administrator composes what each role finds in its menu. Rights are not given by it. */
export default function MenusScreen() {
  const roleName = useRoleName()
  const t = useText()
  const { roles: own } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const roles = useRead('access.list-roles', {})
  const rows = roles.data?.rows ?? []
  const role =
    rows.find((one) => one.name === search.role) ?? rows.find((one) => own.includes(one.name)) ?? rows[0] ?? null
  const menu = useRead('workspace.read-menu', role ? { role: role.name } : null)
  const isRead = menu.data !== undefined && !menu.isPlaceholderData
  const choose = (
    <SelectField
      label={t(texts.menuOf)}
      labelUnseen
      value={role?.name ?? ''}
      options={rows.map((one) => ({ value: one.name, label: roleName(one.name) }))}
      onChange={(name) => void navigate({ search: { role: name }, replace: true })}
    />
  )
  if (!role || !isRead)
    return (
      <Screen title={t(texts.menus)} beside={rows.length > 0 ? choose : null}>
        {roles.error || menu.error ? (
          <Told error={roles.error ?? menu.error} onAgain={() => void roles.refetch()} />
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  return <MenuEditor key={role.roleId} role={role} saved={menu.data.groups} choose={choose} />
}

const standardGroups: readonly Group[] = standardMenu.map((group) => ({
  key: group.key,
  names: Object.fromEntries(languages.map((language) => [language, String(group.title[language])])),
  screens: group.screens,
}))

const copyOf = (groups: readonly Group[]): Group[] =>
  groups.map((group) => ({ ...group, names: { ...group.names }, screens: [...group.screens] }))

/** Where a line stands; group −1 is outside of the menu. */
interface Place {
  group: number
  at: number
}

function MenuEditor({ role, saved, choose }: { role: Role; saved: Group[] | null; choose: React.ReactNode }) {
  const roleName = useRoleName()
  const t = useText()
  const tell = useTell()
  const formats = useFormats()
  const language = useLanguage()
  const { can } = useSession()
  const save = useAct('workspace.save-menu')
  const first = saved ?? standardGroups
  const draft = useSharedDraft<{ groups: readonly Group[] }>(`menus.${role.roleId}`, { groups: first })
  const [chosen, setChosen] = useState<string | null>(null)
  const [renamed, setRenamed] = useState<string | null>(null)
  const [over, setOver] = useState<Place | null>(null)
  const [said, setSaid] = useState('')
  const editor = useRef<HTMLDivElement>(null)
  const { groups } = draft.value
  const inMenu = new Set(groups.flatMap((group) => group.screens))
  const outside = screens.filter((screen) => !inMenu.has(screen.key)).map((screen) => screen.key)
  const isSame = same(groups, first)
  const mayNot = !can('workspace.save-menu')
  const nameOf = (group: Group): string => group.names[language] ?? Object.values(group.names)[0] ?? group.key
  const entryOf = (key: string): ScreenEntry | undefined => screens.find((screen) => screen.key === key)
  const sees = (screen: ScreenEntry): boolean => holds(role, screen.verb)

  const change = (next: Group[]) => draft.set({ groups: next })
  const focusOn = (key: string) =>
    requestAnimationFrame(() =>
      editor.current?.querySelector<HTMLElement>(`[data-screen="${CSS.escape(key)}"]`)?.focus(),
    )
  const placeOf = (key: string): Place => {
    const group = groups.findIndex((one) => one.screens.includes(key))
    return group < 0 ? { group: -1, at: outside.indexOf(key) } : { group, at: groups[group]!.screens.indexOf(key) }
  }
  const moveTo = (key: string, { group, at }: Place) => {
    const next = copyOf(groups).map((one) => ({ ...one, screens: one.screens.filter((other) => other !== key) }))
    next[group]?.screens.splice(at, 0, key)
    change(next)
    setChosen(key)
    focusOn(key)
    const target = next[group]
    const entry = entryOf(key)
    setSaid(
      t(texts.moved, {
        what: entry ? t(entry.title) : key,
        n: target ? target.screens.indexOf(key) + 1 : 1,
        group: target ? nameOf(target) : t(texts.notInMenu),
      }),
    )
  }
  const step = (by: { at?: number; group?: number }) => {
    if (!chosen || mayNot) return
    const place = placeOf(chosen)
    if (by.at) {
      const size = groups[place.group]?.screens.length ?? 0
      const at = place.at + by.at
      if (place.group >= 0 && at >= 0 && at < size) moveTo(chosen, { group: place.group, at })
      return
    }
    const group = place.group + by.group!
    if (group < -1 || group >= groups.length) return
    moveTo(chosen, { group, at: Math.min(place.at, groups[group]?.screens.length ?? 0) })
  }
  const moveGroup = (from: number, by: -1 | 1) => {
    const next = copyOf(groups)
    const [group] = next.splice(from, 1)
    if (group) next.splice(from + by, 0, group)
    change(next)
  }
  const addGroup = () => {
    const taken = new Set(groups.map((group) => group.key))
    let n = groups.length + 1
    while (taken.has(`group-${n}`)) n++
    const names = Object.fromEntries(languages.map((one) => [one, String(texts.newGroupName[one])]))
    change([...copyOf(groups), { key: `group-${n}`, names, screens: [] }])
    setRenamed(`group-${n}`)
  }
  const saveNow = (next: readonly Group[] | null) => {
    if (mayNot || save.isRunning || draft.conflicts.length > 0) return
    const kept = next?.map((group) => ({
      ...group,
      names: Object.fromEntries(Object.entries(group.names).filter(([, name]) => name?.trim())),
    }))
    void save
      .run({ role: role.name, groups: kept ?? null, was: saved })
      .then(async () => {
        tell(t(texts.menuSaved, { role: roleName(role.name) }), {
          verb: 'workspace.save-menu',
          input: { role: role.name, groups: saved },
        })
        await draft.discard()
      })
      .catch(() => {})
  }
  useKeys([
    !mayNot &&
      chosen !== null && { key: 'Alt+ArrowUp', label: t(texts.moveUp), run: () => step({ at: -1 }), inFields: true },
    !mayNot &&
      chosen !== null && { key: 'Alt+ArrowDown', label: t(texts.moveDown), run: () => step({ at: 1 }), inFields: true },
    !mayNot &&
      chosen !== null && {
        key: 'Alt+ArrowLeft',
        label: t(texts.moveLeft),
        run: () => step({ group: -1 }),
        inFields: true,
      },
    !mayNot &&
      chosen !== null && {
        key: 'Alt+ArrowRight',
        label: t(texts.moveRight),
        run: () => step({ group: 1 }),
        inFields: true,
      },
    !mayNot &&
      chosen !== null &&
      inMenu.has(chosen) && {
        key: 'Backspace',
        label: t(texts.takeOut),
        run: () => moveTo(chosen, { group: -1, at: 0 }),
      },
    !mayNot && {
      key: 'Ctrl+Enter',
      label: t(common.save),
      run: () => !isSame && saveNow(groups),
      inFields: true,
    },
  ])

  const dropOn = (place: Place) => ({
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      if (over?.group !== place.group || over.at !== place.at) setOver(place)
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      setOver(null)
      const key = event.dataTransfer.getData('text/x-screen')
      if (!key || mayNot) return
      // Within one group the place counts without the line that moves.
      const from = placeOf(key)
      moveTo(key, from.group === place.group && from.at < place.at ? { ...place, at: place.at - 1 } : place)
    },
  })
  /** Arrows alone go from line to line, as in every list. */
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const lines = [...(editor.current?.querySelectorAll<HTMLElement>('[data-screen]') ?? [])]
    lines[lines.indexOf(event.currentTarget) + by]?.focus()
    event.preventDefault()
  }
  const line = (key: string, place: Place) => {
    const entry = entryOf(key)
    if (!entry) return null
    return (
      <li key={key} {...dropOn(place)}>
        <button
          type="button"
          data-screen={key}
          draggable={!mayNot}
          aria-pressed={chosen === key}
          className={`menu-line ${over?.group === place.group && over.at === place.at ? 'before-here' : ''}`}
          onFocus={() => setChosen(key)}
          onClick={() => setChosen(key)}
          onDragStart={(event) => event.dataTransfer.setData('text/x-screen', key)}
          onDragEnd={() => setOver(null)}
          onKeyDown={walk}
        >
          <GripVertical size={14} aria-hidden />
          <entry.icon size={16} aria-hidden />
          <span className="word">
            {t(entry.title)}
            {!sees(entry) && <span className="not-seen">{t(texts.mayNotSee)}</span>}
          </span>
        </button>
      </li>
    )
  }
  const chosenPlace = chosen ? placeOf(chosen) : null
  const size = chosenPlace && chosenPlace.group >= 0 ? groups[chosenPlace.group]!.screens.length : 0
  const hiddenCount = groups.flatMap((group) => group.screens.map(entryOf)).filter((one) => one && !sees(one)).length
  return (
    <Screen
      title={t(texts.menus)}
      showsKeys
      acts={
        mayNot ? (
          <span className="quiet small">{t(common.mayNot)}</span>
        ) : (
          <>
            {!isSame && (
              <>
                {draft.savedAt && (
                  <span className="small quiet">
                    {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
                  </span>
                )}
                <Button kind="quiet" onPress={() => void draft.discard()}>
                  {t(texts.discard)}
                </Button>
              </>
            )}
            {saved && isSame && (
              <Button kind="quiet" onPress={() => saveNow(null)}>
                {t(texts.toStandard)}
              </Button>
            )}
            <Button icon={<Plus size={16} aria-hidden />} onPress={addGroup}>
              {t(texts.addGroup)}
            </Button>
            <Button
              kind="primary"
              keyCap="Ctrl+Enter"
              working={save.isRunning}
              notNow={isSame && t(texts.nothingChanged)}
              onPress={() => saveNow(groups)}
            >
              {t(common.save)}
            </Button>
          </>
        )
      }
    >
      <div className="columns">
        <div className="main scroll">
          <Told error={save.error} />
          <ChangedNotice verbs={['workspace.save-menu']} isTyped={draft.changed.length > 0} />
          <BothVersions
            fields={draft.conflicts.map((field) => ({
              key: field,
              label: roleName(role.name),
              theirs: first.map((group) => `${nameOf(group)} (${group.screens.length})`).join(', '),
              mine: groups.map((group) => `${nameOf(group)} (${group.screens.length})`).join(', '),
              onTheirs: () => {
                draft.takeTheirs(field)
                save.reset()
              },
              onMine: () => {
                draft.keepMine(field)
                save.reset()
              },
            }))}
          />
          <div className="move-bar no-print" role="toolbar" aria-label={t(common.edit)}>
            {choose}
            <Chip tone={saved ? 'act' : 'neutral'}>{t(saved ? texts.ownMenu : texts.standardMenu)}</Chip>
            <MoveButton
              icon={ArrowUp}
              name={t(texts.moveUp)}
              isOn={!mayNot && size > 0 && chosenPlace!.at > 0}
              onPress={() => step({ at: -1 })}
            />
            <MoveButton
              icon={ArrowDown}
              name={t(texts.moveDown)}
              isOn={!mayNot && size > 0 && chosenPlace!.at < size - 1}
              onPress={() => step({ at: 1 })}
            />
            <MoveButton
              icon={ArrowLeft}
              name={t(texts.moveLeft)}
              isOn={!mayNot && chosenPlace !== null && chosenPlace.group >= 0}
              onPress={() => step({ group: -1 })}
            />
            <MoveButton
              icon={ArrowRight}
              name={t(texts.moveRight)}
              isOn={!mayNot && chosenPlace !== null && chosenPlace.group < groups.length - 1}
              onPress={() => step({ group: 1 })}
            />
            <MoveButton
              icon={X}
              name={t(texts.takeOut)}
              isOn={!mayNot && size > 0}
              onPress={() => chosen && moveTo(chosen, { group: -1, at: 0 })}
            />
            <span className="quiet small">{t(texts.dragHint)}</span>
          </div>
          <p className="unseen" aria-live="assertive">
            {said}
          </p>
          <div className="menu-editor" ref={editor}>
            <section
              className={`menu-group outside ${over?.group === -1 ? 'over' : ''}`}
              aria-label={t(texts.notInMenu)}
              {...dropOn({ group: -1, at: 0 })}
            >
              <header>
                <h2>{t(texts.notInMenu)}</h2>
              </header>
              <ul className="menu-lines">{outside.map((key, at) => line(key, { group: -1, at }))}</ul>
              {outside.length === 0 && <p className="quieter small">{t(texts.allInMenu)}</p>}
            </section>
            {groups.map((group, index) => (
              <section
                key={group.key}
                className={`menu-group ${over?.group === index && over.at === group.screens.length ? 'over' : ''}`}
                aria-label={nameOf(group)}
                {...dropOn({ group: index, at: group.screens.length })}
              >
                <header>
                  <h2>{nameOf(group)}</h2>
                  {!mayNot && (
                    <Menu
                      name={nameOf(group)}
                      entries={[
                        {
                          label: t(texts.groupNames),
                          run: () => setRenamed(renamed === group.key ? null : group.key),
                        },
                        index > 0 && { label: t(texts.moveGroupBack), run: () => moveGroup(index, -1) },
                        index < groups.length - 1 && { label: t(texts.moveGroupOn), run: () => moveGroup(index, 1) },
                        {
                          label: t(common.remove),
                          destructive: true,
                          run: () => change(copyOf(groups).filter((other) => other.key !== group.key)),
                        },
                      ]}
                    />
                  )}
                </header>
                {renamed === group.key && (
                  <fieldset>
                    <legend className="unseen">{t(texts.groupNames)}</legend>
                    {languages.map((one, at) => (
                      <TextField
                        key={one}
                        label={languageNames[one]}
                        value={group.names[one] ?? ''}
                        onChange={(name) =>
                          change(
                            copyOf(groups).map((other) =>
                              other.key === group.key ? { ...other, names: { ...other.names, [one]: name } } : other,
                            ),
                          )
                        }
                        input={{ maxLength: 60, lang: one, autoFocus: at === 0 }}
                      />
                    ))}
                  </fieldset>
                )}
                <ul className="menu-lines">
                  {group.screens.map((key, at) => line(key, { group: index, at }))}
                  {group.screens.length === 0 && <li className="quieter small">{t(texts.emptyGroup)}</li>}
                </ul>
              </section>
            ))}
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
        <aside className="side" tabIndex={0} aria-label={t(texts.preview, { role: roleName(role.name) })}>
          <div className="section menu-preview">
            <h2>{t(texts.preview, { role: roleName(role.name) })}</h2>
            {hiddenCount > 0 && <p className="quiet small">{t(texts.previewHidden, { n: hiddenCount })}</p>}
            {groups
              .map((group) => ({
                group,
                seen: group.screens.map(entryOf).filter((one) => one !== undefined && sees(one)),
              }))
              .filter(({ seen }) => seen.length > 0)
              .map(({ group, seen }) => (
                <section key={group.key}>
                  <h3>{nameOf(group)}</h3>
                  <ul>
                    {seen.map(
                      (entry) =>
                        entry && (
                          <li key={entry.key}>
                            <entry.icon size={16} aria-hidden />
                            {t(entry.title)}
                          </li>
                        ),
                    )}
                  </ul>
                </section>
              ))}
          </div>
        </aside>
      </div>
    </Screen>
  )
}

function MoveButton({
  icon: Icon,
  name,
  isOn,
  onPress,
}: {
  icon: typeof ArrowUp
  name: string
  isOn: boolean
  onPress: () => void
}) {
  return <Button name={name} icon={<Icon size={16} aria-hidden />} notNow={!isOn && name} onPress={onPress} />
}
