import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { languageNames, languages, useFormats, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { useFieldProblem } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { CheckField, DayField, SelectField, TextField } from '../../ui/field.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { ScreenActs } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useRoleName } from './names.ts'
import { modules, texts } from './texts.ts'
import { ToldOnce } from './told-once.tsx'
import { allVerbs, heldBy, moduleNames, verbPhrase, verbsOf } from './verb-list.ts'

const route = getRouteApi('/companies/$company/people')
type User = Output<'access.list-users'>['rows'][number]
type Grant = User['grants'][number]

export function Persons() {
  const roleName = useRoleName()
  const t = useText()
  const sheet = useSheet('people')
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const users = useRead('access.list-users', {})
  const filterField = useRef<HTMLInputElement>(null)
  const isNow = (grant: Grant): boolean => standing(grant, company.today) === 'now'
  const wanted = (search.q ?? '').toLocaleLowerCase()
  const all = users.data?.rows ?? []
  const rows = all.filter(
    (user) => (search.closed || !user.closed) && `${user.name} ${user.email}`.toLocaleLowerCase().includes(wanted),
  )
  const chosen = all.find((user) => user.userId === search.at) ?? null
  const add = () => go({ open: 'new' })
  const excel = () =>
    void sheet.write(
      t(texts.persons),
      [
        { of: 'name', title: t(texts.name), value: (row: { user: User; grant: Grant | null }) => row.user.name },
        { of: 'email', title: t(texts.email), value: (row) => row.user.email },
        { of: 'roles', title: t(texts.role), value: (row) => row.grant && roleName(row.grant.role) },
        {
          of: 'roles',
          title: t(texts.area),
          value: (row) => (row.grant ? (row.grant.areaCode ?? t(texts.allAreas)) : ''),
        },
        { of: 'roles', title: t(texts.validFrom), kind: 'day', value: (row) => row.grant?.validFrom },
        {
          title: t(texts.validTo),
          kind: 'day',
          value: (row) => (row.grant?.validTo === 'infinity' ? null : row.grant?.validTo),
        },
        { of: 'state', title: t(common.state), value: (row) => (row.user.closed ? t(texts.closed) : '') },
      ],
      rows.flatMap((user): { user: User; grant: Grant | null }[] =>
        user.grants.length > 0 ? user.grants.map((grant) => ({ user, grant })) : [{ user, grant: null }],
      ),
    )
  useKeys([
    can('access.create-user') && { key: '+', label: t(texts.newPerson), run: add },
    { key: '/', label: t(common.filter), run: () => filterField.current?.focus() },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="columns">
      <div className="main">
        <div className="sub-bar no-print">
          <FindPill
            inputRef={filterField}
            label={t(texts.findPerson)}
            value={search.q ?? ''}
            onChange={(q) => go({ q })}
            isLive
          />
          <CheckField
            label={t(texts.showClosed)}
            checked={search.closed ?? false}
            onChange={(closed) => go({ closed })}
          />
          <ListQuestions screen="people" />
          {can('access.create-user') && (
            <ScreenActs>
              <Button kind="primary" keyCap="+" icon={<Plus size={16} aria-hidden />} onPress={add}>
                {t(texts.newPerson)}
              </Button>
            </ScreenActs>
          )}
        </div>
        <div className="told-holder">
          <Told error={users.error ?? sheet.error} onAgain={() => void users.refetch()} />
        </div>
        <Table
          name="people"
          label={t(texts.persons)}
          rows={rows}
          read={users}
          keyOf={(user) => user.userId}
          selected={search.at ?? null}
          onSelect={(user) => user.userId !== search.at && go({ at: user.userId })}
          onOpen={(user) => go({ at: user.userId, open: 'row' })}
          columns={[
            {
              key: 'name',
              head: t(texts.name),
              phone: 'main',
              cell: (user) => <span className="strong">{user.name}</span>,
            },
            { key: 'email', head: t(texts.email), cell: (user) => user.email },
            {
              key: 'roles',
              head: t(texts.roles),
              phone: 'below',
              wrap: true,
              cell: (user) => (
                <span className="chips">
                  {user.grants.filter(isNow).map((grant) => (
                    <Chip key={grant.grantId}>
                      {roleName(grant.role)}
                      {grant.areaCode && ` · ${grant.areaCode}`}
                    </Chip>
                  ))}
                </span>
              ),
            },
            {
              key: 'state',
              head: t(common.state),
              phone: 'amount',
              rare: true,
              cell: (user) =>
                user.closed ? (
                  <Chip tone="outlined">{t(texts.closed)}</Chip>
                ) : user.grants.some(isNow) ? null : (
                  <Chip tone="warn">{t(texts.noRights)}</Chip>
                ),
            },
          ]}
          empty={users.data && <Empty title={t(wanted ? common.nothingFits : texts.noPeople)} />}
        />
      </div>
      {search.open === 'row' && chosen && (
        <PersonDrawer key={chosen.userId} user={chosen} onClose={() => go({ open: '' })} />
      )}
      {search.open === 'new' && <NewPerson onClose={() => go({ open: '' })} onMade={(userId) => go({ at: userId })} />}
    </div>
  )
}

const standing = (grant: Grant, today: string): 'now' | 'past' | 'future' =>
  grant.validFrom > today ? 'future' : grant.validTo !== 'infinity' && grant.validTo <= today ? 'past' : 'now'

interface GrantInput {
  role: string
  areaCode: string
  validFrom: string
  validTo: string
}
const noGrant: GrantInput = { role: '', areaCode: '', validFrom: '', validTo: '' }
const asGrant = ({ role, areaCode, validFrom, validTo }: GrantInput) => ({
  role,
  ...(areaCode ? { areaCode } : {}),
  ...(validFrom ? { validFrom } : {}),
  ...(validTo ? { validTo } : {}),
})

function GrantFields({
  value,
  onChange,
  error,
}: {
  value: GrantInput
  onChange: (value: GrantInput) => void
  error: string | undefined
}) {
  const roleName = useRoleName()
  const t = useText()
  const { areas } = useSession()
  const roles = useRead('access.list-roles', {})
  return (
    <>
      <SelectField
        label={t(texts.role)}
        value={value.role}
        empty=""
        options={(roles.data?.rows ?? []).map((role) => ({ value: role.name, label: roleName(role.name) }))}
        onChange={(role) => onChange({ ...value, role })}
      />
      <SelectField
        label={t(texts.area)}
        value={value.areaCode}
        empty={t(texts.allAreas)}
        options={areas.map((area) => ({ value: area.code, label: `${area.code} ${area.name}` }))}
        onChange={(areaCode) => onChange({ ...value, areaCode })}
      />
      <div className="row pair-of-days">
        <DayField
          label={t(texts.validFrom)}
          value={value.validFrom}
          onChange={(day) => day !== null && onChange({ ...value, validFrom: day })}
        />
        <DayField
          label={t(texts.validTo)}
          value={value.validTo}
          error={error}
          onChange={(day) => day !== null && onChange({ ...value, validTo: day })}
        />
      </div>
    </>
  )
}

function NewPerson({ onClose, onMade }: { onClose: () => void; onMade: (userId: string) => void }) {
  const t = useText()
  const tell = useTell()
  const formats = useFormats()
  const create = useAct('access.create-user')
  const { language: own } = useSession()
  const kept = useKeptFields('person:new')
  const [person, setPerson] = kept.field('person', { name: '', email: '', language: own as Language })
  const [grant, setGrant] = kept.field('grant', noGrant)
  const [made, setMade] = useState<(Output<'access.create-user'> & { name: string }) | null>(null)
  const emailProblem = useFieldProblem(create.error, 'email')
  const dayProblem = useFieldProblem(create.error, 'validTo')
  const lacks = person.name.trim() === '' || person.email.trim() === '' || grant.role === ''
  const save = () => {
    if (lacks || made || create.isRunning) return
    void kept
      .until(create.run({ ...person, ...asGrant(grant) }))
      .then((answer) => {
        setMade({ ...answer, name: person.name })
        onMade(answer.userId)
        tell(t(texts.added, { name: person.name }))
      })
      .catch(() => {})
  }
  useKeys([!made && { key: 'Ctrl+Enter', label: t(texts.addPerson), run: save, inFields: true }])
  return (
    <Drawer title={t(texts.newPerson)} onClose={onClose}>
      <div className="section">
        {made ? (
          made.signInLink ? (
            <ToldOnce
              label={t(texts.signInLink)}
              intro={t(texts.linkIntro, { name: made.name, until: formats.instant(made.expiresAt) })}
              secret={wholeAddress(made.signInLink)}
            />
          ) : (
            <p>{t(texts.knownPerson, { name: made.name })}</p>
          )
        ) : (
          <>
            <Told error={create.error} />
            <TextField
              label={t(texts.name)}
              value={person.name}
              onChange={(name) => setPerson({ ...person, name })}
              input={{ autoFocus: true, maxLength: 200, autoComplete: 'off' }}
            />
            <TextField
              label={t(texts.email)}
              value={person.email}
              error={emailProblem}
              onChange={(email) => setPerson({ ...person, email })}
              input={{ type: 'email', maxLength: 254, autoComplete: 'off' }}
            />
            <SelectField
              label={t(texts.language)}
              value={person.language}
              options={languages.map((language) => ({ value: language, label: languageNames[language] }))}
              onChange={(language) => setPerson({ ...person, language: language as Language })}
            />
            <GrantFields value={grant} onChange={setGrant} error={dayProblem} />
            <div className="form-acts">
              <Button
                kind="primary"
                keyCap="Ctrl+Enter"
                working={create.isRunning}
                notNow={lacks && `${t(texts.name)}, ${t(texts.email)}, ${t(texts.role)}`}
                onPress={save}
              >
                {t(texts.addPerson)}
              </Button>
            </div>
          </>
        )}
      </div>
    </Drawer>
  )
}

/** The server answers a path alone where it does not know its own address. */
const wholeAddress = (link: string): string => new URL(link, window.location.origin).href

function PersonDrawer({ user, onClose }: { user: User; onClose: () => void }) {
  const roleName = useRoleName()
  const t = useText()
  const tell = useTell()
  const formats = useFormats()
  const { company, can, userId: me } = useSession()
  const roles = useRead('access.list-roles', can('access.list-roles') ? {} : null)
  const grantAct = useAct('access.grant-role')
  const revoke = useAct('access.revoke-grant')
  const link = useAct('access.create-sign-in-link')
  const [grant, setGrant] = useState<GrantInput | null>(null)
  const [made, setMade] = useState<Output<'access.create-sign-in-link'> | null>(null)
  const [isClosing, setClosing] = useState(false)
  const dayProblem = useFieldProblem(grantAct.error, 'validTo')
  const give = () => {
    if (!grant?.role) return
    void grantAct
      .run({ userId: user.userId, ...asGrant(grant) })
      .then(({ grantId }) => {
        tell(t(texts.granted, { name: user.name, role: roleName(grant.role) }), {
          verb: 'access.revoke-grant',
          input: { grantId },
        })
        setGrant(null)
      })
      .catch(() => {})
  }
  useKeys([grant && { key: 'Ctrl+Enter', label: t(texts.grantRole), run: give, inFields: true }])
  const order = { now: 0, future: 1, past: 2 }
  const grants = [...user.grants].sort((a, b) => order[standing(a, company.today)] - order[standing(b, company.today)])
  return (
    <Drawer title={user.name} onClose={onClose}>
      <div className="section">
        <Facts
          facts={[
            [t(texts.email), user.email],
            [t(texts.language), languageNames[user.language as Language] ?? user.language],
            user.closed && [
              t(common.state),
              <Chip key="closed" tone="outlined">
                {t(texts.closed)}
              </Chip>,
            ],
          ]}
        />
        {can('access.create-sign-in-link') && !user.closed && (
          <span>
            <Button
              working={link.isRunning}
              onPress={() =>
                void link
                  .run({ userId: user.userId })
                  .then(setMade)
                  .catch(() => {})
              }
            >
              {t(texts.makeLink)}
            </Button>
          </span>
        )}
        <Told error={link.error} />
        {made && (
          <ToldOnce
            label={t(texts.signInLink)}
            intro={t(texts.linkIntro, { name: user.name, until: formats.instant(made.expiresAt) })}
            secret={wholeAddress(made.signInLink)}
          />
        )}
      </div>
      <div className="section">
        <header>
          <h3>{t(texts.grants)}</h3>
          {can('access.grant-role') && !user.closed && !grant && (
            <Button kind="link" onPress={() => setGrant(noGrant)}>
              {t(texts.grantRole)}
            </Button>
          )}
        </header>
        <Told error={revoke.error ?? grantAct.error} />
        <ul className="grant-list">
          {grants.map((one) => {
            const when = standing(one, company.today)
            return (
              <li key={one.grantId} className={when}>
                <span>
                  <span className="strong">{roleName(one.role)}</span>{' '}
                  <span className="quiet">
                    {one.areaCode ?? t(texts.allAreas)} · {t(texts.fromDay, { day: formats.day(one.validFrom) })}
                    {one.validTo !== 'infinity' && ` ${t(texts.untilDay, { day: formats.day(one.validTo) })}`}
                  </span>
                </span>
                {when === 'past' ? (
                  <Chip tone="outlined">{t(texts.pastGrant)}</Chip>
                ) : (
                  <span className="pills">
                    {when === 'future' && <Chip tone="act">{t(texts.futureGrant)}</Chip>}
                    {can('access.revoke-grant') && (
                      <Button
                        kind="quiet"
                        onPress={() =>
                          void revoke
                            .run({ grantId: one.grantId })
                            .then(() =>
                              tell(
                                t(texts.grantEnded, { role: roleName(one.role) }),
                                givenBack(user, one, company.today),
                              ),
                            )
                            .catch(() => {})
                        }
                      >
                        {t(texts.endGrant)}
                      </Button>
                    )}
                  </span>
                )}
              </li>
            )
          })}
        </ul>
        {grant && (
          <>
            <GrantFields value={grant} onChange={setGrant} error={dayProblem} />
            <div className="form-acts">
              <Button onPress={() => setGrant(null)}>{t(common.cancel)}</Button>
              <Button
                kind="primary"
                keyCap="Ctrl+Enter"
                working={grantAct.isRunning}
                notNow={!grant.role && t(texts.role)}
                onPress={give}
              >
                {t(texts.grantRole)}
              </Button>
            </div>
          </>
        )}
      </div>
      {roles.data && (
        <MayDo
          grants={user.grants.filter((one) => standing(one, company.today) === 'now' && !user.closed)}
          permissionsOf={(role) => roles.data?.rows.find((one) => one.name === role)?.permissions ?? []}
        />
      )}
      {can('access.close-user') && !user.closed && user.userId !== me && (
        <div className="section">
          <p className="small quiet">{t(texts.closeMeans)}</p>
          <span>
            <Button kind="destructive" onPress={() => setClosing(true)}>
              {t(texts.closePerson)}
            </Button>
          </span>
        </div>
      )}
      {isClosing && (
        <ClosePerson
          user={user}
          grants={user.grants.filter((one) => standing(one, company.today) !== 'past')}
          onClose={() => setClosing(false)}
        />
      )}
    </Drawer>
  )
}

/** A role that began today leaves no trace when it ends; whose only one it was has then left the company, and comes back. */
function givenBack(user: User, grant: Grant, today: string) {
  const again = {
    role: grant.role,
    ...(grant.areaCode ? { areaCode: grant.areaCode } : {}),
    ...(grant.validFrom > today ? { validFrom: grant.validFrom } : {}),
    ...(grant.validTo === 'infinity' ? {} : { validTo: grant.validTo }),
  }
  const hasLeft = grant.validFrom >= today && user.grants.length === 1
  return hasLeft
    ? { verb: 'access.create-user', input: { email: user.email, name: user.name, ...again } }
    : { verb: 'access.grant-role', input: { userId: user.userId, ...again } }
}

/** Everything that the roles of a person allow today, by part of the program. */
function MayDo({
  grants,
  permissionsOf,
}: {
  grants: readonly Grant[]
  permissionsOf: (role: string) => readonly string[]
}) {
  const t = useText()
  const areasOf = (verb: string): (string | null)[] => [
    ...new Set(
      grants.filter((grant) => heldBy(permissionsOf(grant.role), verb) !== null).map((grant) => grant.areaCode),
    ),
  ]
  const held = new Map(allVerbs.map((verb) => [verb, areasOf(verb)] as const).filter(([, areas]) => areas.length > 0))
  return (
    <div className="section">
      <header>
        <h3>{t(texts.mayDo)}</h3>
        <span className="quiet small figures">{t(texts.mayDoCount, { n: held.size, total: allVerbs.length })}</span>
      </header>
      {held.size === 0 && <p className="quiet">{t(texts.mayNothing)}</p>}
      <div className="person-verbs">
        {moduleNames
          .map((module) => ({ module, verbs: verbsOf(module).filter((verb) => held.has(verb)) }))
          .filter(({ verbs }) => verbs.length > 0)
          .map(({ module, verbs }) => (
            <details key={module}>
              <summary>
                <span>{modules[module] ? t(modules[module]) : module}</span>
                <span className="quiet small figures">
                  {t(texts.mayDoCount, { n: verbs.length, total: verbsOf(module).length })}
                </span>
              </summary>
              <ul>
                {verbs.map((verb) => {
                  const areas = held.get(verb)!
                  return (
                    <li key={verb}>
                      {t(verbPhrase(verb))}
                      {!areas.includes(null) && (
                        <span className="held"> {t(texts.only, { areas: areas.filter(Boolean).join(', ') })}</span>
                      )}
                    </li>
                  )
                })}
              </ul>
            </details>
          ))}
      </div>
    </div>
  )
}

function ClosePerson({ user, grants, onClose }: { user: User; grants: readonly Grant[]; onClose: () => void }) {
  const roleName = useRoleName()
  const t = useText()
  const tell = useTell()
  const close = useAct('access.close-user')
  const { can } = useSession()
  const tokens = useRead('access.list-tokens', can('access.list-tokens') ? {} : null)
  const its = tokens.data?.rows.filter((token) => token.userId === user.userId && !token.revokedAt) ?? []
  return (
    <ActDialog
      title={`${t(texts.closePerson)}: ${user.name}`}
      act={t(texts.closePerson)}
      keep={t(texts.keep)}
      isDestructive
      running={close}
      onGo={() =>
        void close
          .run({ userId: user.userId })
          .then(({ grantsEnded, tokensRevoked }) => {
            tell(t(texts.closedDone, { name: user.name, grants: grantsEnded, tokens: tokensRevoked }))
            onClose()
          })
          .catch(() => {})
      }
      onClose={onClose}
    >
      <p>{t(texts.closeMeans)}</p>
      <Facts
        facts={[
          [t(texts.roles), grants.map((grant) => roleName(grant.role)).join(', ') || '–'],
          [t(texts.tokens), its.map((token) => token.name).join(', ') || '–'],
        ]}
      />
      <p className="quiet">{t(texts.closeStays)}</p>
    </ActDialog>
  )
}
