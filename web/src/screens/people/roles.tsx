import { getRouteApi } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { changeTexts } from '../../shell/change-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { ScreenActs } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { usePatternName, useRoleName } from './names.ts'
import { modules, texts } from './texts.ts'
import { allVerbs, covered, heldBy, moduleNames, seeing, toEnter, verbPhrase, verbsOf } from './verb-list.ts'

const route = getRouteApi('/companies/$company/people')
type Role = Output<'access.list-roles'>['rows'][number]

export function Roles() {
  const roleName = useRoleName()
  const t = useText()
  const formats = useFormats()
  const sheet = useSheet()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const roles = useRead('access.list-roles', {})
  const rows = roles.data?.rows ?? []
  const chosen = rows.find((role) => role.name === search.at) ?? null
  const add = () => go({ open: 'new' })
  const excel = () =>
    void sheet.write(
      t(texts.roles),
      [
        { title: t(texts.rights), value: (verb: string) => t(verbPhrase(verb)) },
        ...rows.map((role) => ({
          title: roleName(role.name),
          value: (verb: string) => (heldBy(role.permissions, verb) ? 'X' : ''),
        })),
      ],
      allVerbs,
    )
  useKeys([
    can('access.save-role') && { key: '+', label: t(texts.newRole), run: add },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="columns">
      <div className="main">
        {can('access.save-role') ? (
          <ScreenActs>
            <Button kind="primary" keyCap="+" icon={<Plus size={16} aria-hidden />} onPress={add}>
              {t(texts.newRole)}
            </Button>
          </ScreenActs>
        ) : (
          <div className="sub-bar no-print">
            <span className="quiet">{t(texts.mayNotRoles)}</span>
          </div>
        )}
        <div className="told-holder">
          <Told error={roles.error ?? sheet.error} onAgain={() => void roles.refetch()} />
        </div>
        <Table
          label={t(texts.roles)}
          rows={rows}
          read={roles}
          keyOf={(role) => role.name}
          selected={search.at ?? null}
          onSelect={(role) => role.name !== search.at && go({ at: role.name })}
          onOpen={(role) => go({ at: role.name, open: 'row' })}
          columns={[
            {
              key: 'name',
              head: t(texts.role),
              phone: 'main',
              cell: (role) => <span className="strong">{roleName(role.name)}</span>,
            },
            {
              key: 'rights',
              head: t(texts.rights),
              phone: 'below',
              wrap: true,
              cell: (role) => <Summary permissions={role.permissions} />,
            },
            {
              key: 'count',
              head: t(texts.mayDo),
              align: 'amount',
              cell: (role) => (
                <span className="quiet figures">
                  {t(texts.mayDoCount, { n: covered(role.permissions).length, total: allVerbs.length })}
                </span>
              ),
            },
            {
              key: 'people',
              head: t(texts.persons),
              align: 'amount',
              phone: 'amount',
              cell: (role) => <span className="figures">{formats.count(role.people)}</span>,
            },
          ]}
        />
      </div>
      {search.open === 'row' && chosen && (
        <RoleEditor
          key={chosen.roleId}
          given={chosen}
          onClose={() => go({ open: '' })}
          onSaved={() => go({ open: '' })}
        />
      )}
      {search.open === 'new' && (
        <RoleEditor
          key="new"
          given={null}
          onClose={() => go({ open: '' })}
          onSaved={(name) => go({ at: name, open: '' })}
        />
      )}
    </div>
  )
}

/** A role in one line: everything, or its parts. */
function Summary({ permissions }: { permissions: readonly string[] }) {
  const t = useText()
  if (permissions.includes('*')) return t(texts.everything)
  const parts = moduleNames
    .map((module) => ({
      module,
      held: verbsOf(module).filter((verb) => heldBy(permissions, verb)).length,
      total: verbsOf(module).length,
    }))
    .filter(({ held }) => held > 0)
    .sort((a, b) => b.held / b.total - a.held / a.total)
  return (
    <span className="quiet">
      {parts
        .slice(0, 4)
        .map(({ module, held, total }) => `${modules[module] ? t(modules[module]) : module} ${held}/${total}`)
        .join(', ')}
      {parts.length > 4 && ' …'}
    </span>
  )
}

const isPattern = (text: string): boolean => /^(\*|[a-z0-9*-]+\.[a-z0-9*-]+)$/.test(text)

function RoleEditor({
  given: role,
  onClose,
  onSaved,
}: {
  given: Role | null
  onClose: () => void
  onSaved: (name: string) => void
}) {
  const roleName = useRoleName()
  const sayPattern = usePatternName()
  const t = useText()
  const tell = useTell()
  const formats = useFormats()
  const { can } = useSession()
  const save = useAct('access.save-role')
  const draft = useSharedDraft<{ name: string; permissions: string[] }>(`people.role.${role?.roleId ?? 'new'}`, {
    name: '',
    permissions: role?.permissions ?? [...toEnter],
  })
  const [wanted, setWanted] = useState('')
  const [pattern, setPattern] = useState('')
  const { permissions } = draft.value
  const name = role?.name ?? draft.value.name.trim()
  const setPermissions = (next: string[]) => draft.set({ permissions: [...new Set(next)].sort() })
  const toggle = (right: string, isOn: boolean) =>
    setPermissions(isOn ? [...permissions, right] : permissions.filter((one) => one !== right))
  const before = new Set(covered(role?.permissions ?? []))
  const after = new Set(covered(permissions))
  const gained = [...after].filter((verb) => !before.has(verb))
  const lost = [...before].filter((verb) => !after.has(verb))
  const isSame = JSON.stringify([...permissions].sort()) === JSON.stringify([...(role?.permissions ?? [])].sort())
  const mayNot = !can('access.save-role')
  const notNow =
    name === ''
      ? t(texts.roleName)
      : isSame
        ? t(texts.nothingChanged)
        : draft.conflicts.length > 0
          ? t(changeTexts.both)
          : false
  const saveNow = () => {
    if (mayNot || notNow || save.isRunning) return
    void save
      .run({ name, permissions, was: role?.permissions ?? null })
      .then(async () => {
        tell(
          t(texts.roleSaved, { role: roleName(name) }),
          role ? { verb: 'access.save-role', input: { name: role.name, permissions: role.permissions } } : null,
        )
        await draft.discard()
        onSaved(name)
      })
      .catch(() => {})
  }
  useKeys([!mayNot && { key: 'Ctrl+Enter', label: t(common.save), run: saveNow, inFields: true }])
  /** What one version has and the other has not. */
  const apart = (one: readonly string[], other: readonly string[]): string =>
    one
      .filter((right) => !other.includes(right))
      .map((right) => (right.includes('*') ? sayPattern(right) : t(verbPhrase(right))))
      .join(', ')
  const typed = wanted.trim().toLocaleLowerCase()
  const fits = (verb: string): boolean => typed === '' || t(verbPhrase(verb)).toLocaleLowerCase().includes(typed)
  // Patterns that are neither a whole module, a verb nor everything are listed by themselves.
  const own = permissions.filter(
    (one) => one.includes('*') && one !== '*' && !moduleNames.some((module) => one === `${module}.*`),
  )
  const seesAll = seeing.every((one) => heldBy(permissions, one) !== null)
  return (
    <Drawer title={role ? roleName(role.name) : t(texts.newRole)} onClose={onClose}>
      <div className="section">
        {mayNot && <Banner>{t(texts.mayNotRoles)}</Banner>}
        <ChangedNotice verbs={['access.save-role']} isTyped={draft.changed.length > 0} />
        <Told error={save.error} />
        <BothVersions
          fields={draft.conflicts
            .filter((field) => field === 'permissions')
            .map((field) => ({
              key: field,
              label: t(texts.mayDoCount, { n: before.size, total: allVerbs.length }),
              theirs: apart(role?.permissions ?? [], permissions),
              mine: apart(permissions, role?.permissions ?? []),
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
        {!role && (
          <TextField
            label={t(texts.roleName)}
            value={draft.value.name}
            onChange={(text) => draft.set({ name: text })}
            input={{ maxLength: 100, autoFocus: true }}
          />
        )}
        {role && role.people > 0 && <p className="quiet small">{t(texts.roleTouches, { n: role.people })}</p>}
        <div className="pills">
          <CheckField
            label={t(texts.everything)}
            checked={permissions.includes('*')}
            onChange={(isOn) => toggle('*', isOn)}
          />
          <CheckField
            label={t(texts.seeEverything)}
            checked={seesAll}
            onChange={(isOn) =>
              setPermissions(isOn ? [...permissions, ...seeing] : permissions.filter((one) => !seeing.includes(one)))
            }
          />
        </div>
        {own.length > 0 && (
          <details>
            <summary className="quiet">{t(texts.patternsHeld, { n: own.length })}</summary>
            <div className="patterns">
              {own.map((one) => (
                <span key={one} className="pill" title={one}>
                  {sayPattern(one)}
                  {!mayNot && (
                    <button
                      type="button"
                      aria-label={`${t(common.remove)} ${sayPattern(one)}`}
                      onClick={() => toggle(one, false)}
                    >
                      <X size={14} aria-hidden />
                    </button>
                  )}
                </span>
              ))}
            </div>
          </details>
        )}
        <TextField label={t(texts.findRight)} value={wanted} onChange={setWanted} input={{ autoComplete: 'off' }} />
        <div className="person-verbs">
          {moduleNames.map((module) => {
            const verbs = verbsOf(module).filter(fits)
            if (verbs.length === 0) return null
            const all = verbsOf(module)
            const moduleName = modules[module] ? t(modules[module]) : module
            const whole = `${module}.*`
            return (
              <details key={module} open={typed !== '' || undefined}>
                <summary>
                  <span>{moduleName}</span>
                  <span className="quiet small figures">
                    {t(texts.mayDoCount, { n: all.filter((verb) => after.has(verb)).length, total: all.length })}
                  </span>
                </summary>
                <ul>
                  <li>
                    <CheckField
                      label={t(texts.wholeModule, { module: moduleName })}
                      checked={heldBy(permissions, whole) !== null}
                      onChange={(isOn) => toggle(whole, isOn)}
                    />
                  </li>
                  {verbs.map((verb) => {
                    const by = heldBy(permissions, verb)
                    const isByPattern = by !== null && by !== verb
                    return (
                      <li key={verb}>
                        <label className="check">
                          <input
                            type="checkbox"
                            checked={by !== null}
                            disabled={isByPattern || mayNot}
                            onChange={(event) => toggle(verb, event.target.checked)}
                          />
                          <span>
                            {t(verbPhrase(verb))}
                            {isByPattern && (
                              <span className="held"> {t(texts.byPattern, { pattern: sayPattern(by) })}</span>
                            )}
                          </span>
                        </label>
                      </li>
                    )
                  })}
                </ul>
              </details>
            )
          })}
        </div>
        {!mayNot && (
          <div className="pair-of-fields">
            <TextField
              label={t(texts.pattern)}
              value={pattern}
              hint={t(texts.patternHint)}
              error={pattern !== '' && !isPattern(pattern) ? t(texts.patternWrong) : null}
              onChange={(text) => setPattern(text.trim())}
              input={{
                autoComplete: 'off',
                spellCheck: false,
                onKeyDown: (event) => {
                  if (event.key !== 'Enter' || event.ctrlKey || !isPattern(pattern)) return
                  event.preventDefault()
                  toggle(pattern, true)
                  setPattern('')
                },
              }}
            />
            <Button
              notNow={!isPattern(pattern) && t(texts.patternHint)}
              onPress={() => {
                toggle(pattern, true)
                setPattern('')
              }}
            >
              {t(texts.addPattern)}
            </Button>
          </div>
        )}
      </div>
      {!mayNot && (
        <div className="section">
          {(gained.length > 0 || lost.length > 0) && (
            <p aria-live="polite">
              {[
                gained.length > 0 && t(texts.gained, { n: gained.length }),
                lost.length > 0 && t(texts.lost, { n: lost.length }),
              ]
                .filter(Boolean)
                .join(', ')}
              {lost.length > 0 && (
                <span className="quiet">
                  {' '}
                  (
                  {lost
                    .slice(0, 3)
                    .map((verb) => t(verbPhrase(verb)))
                    .join(', ')}
                  {lost.length > 3 && ' …'})
                </span>
              )}
            </p>
          )}
          <div className="form-acts">
            {!isSame && draft.savedAt && (
              <span className="small quiet">
                {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
              </span>
            )}
            <Button kind="primary" keyCap="Ctrl+Enter" working={save.isRunning} notNow={notNow} onPress={saveNow}>
              {t(common.save)}
            </Button>
          </div>
        </div>
      )}
    </Drawer>
  )
}
