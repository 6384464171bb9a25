import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { ScreenActs } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'
import { ToldOnce } from './told-once.tsx'

const route = getRouteApi('/companies/$company/people')
type Token = Output<'access.list-tokens'>['rows'][number]

export function Tokens() {
  const t = useText()
  const formats = useFormats()
  const sheet = useSheet()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const tokens = useRead('access.list-tokens', {})
  const [revoked, setRevoked] = useState<Token | null>(null)
  const rows = tokens.data?.rows ?? []
  const chosen = rows.find((token) => token.tokenId === search.at) ?? null
  const stateOf = (token: Token) =>
    token.revokedAt ? t(texts.revoked) : token.expiresAt.slice(0, 10) < company.today ? t(texts.expired) : ''
  const add = () => go({ open: 'new' })
  const mayRevoke = can('access.revoke-token')
  const excel = () =>
    void sheet.write(
      t(texts.tokens),
      [
        { title: t(texts.purpose), value: (token: Token) => token.name },
        { title: t(texts.person), value: (token) => token.userName },
        { title: t(texts.created), kind: 'day', value: (token) => token.createdAt.slice(0, 10) },
        { title: t(texts.expires), kind: 'day', value: (token) => token.expiresAt.slice(0, 10) },
        { title: t(common.state), value: stateOf },
      ],
      rows,
    )
  useKeys([
    can('access.create-token') && { key: '+', label: t(texts.newToken), run: add },
    mayRevoke &&
      chosen &&
      !chosen.revokedAt && { key: 'Backspace', label: t(texts.revoke), run: () => setRevoked(chosen) },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="columns">
      <div className="main">
        {can('access.create-token') && (
          <ScreenActs>
            <Button kind="primary" keyCap="+" icon={<Plus size={16} aria-hidden />} onPress={add}>
              {t(texts.newToken)}
            </Button>
          </ScreenActs>
        )}
        {rows.length > 0 && (
          <div className="sub-bar no-print">
            <span className="quiet">{t(texts.tokensIntro)}</span>
          </div>
        )}
        <div className="told-holder">
          <Told error={tokens.error ?? sheet.error} onAgain={() => void tokens.refetch()} />
        </div>
        <Table
          label={t(texts.tokens)}
          rows={rows}
          read={tokens}
          keyOf={(token) => token.tokenId}
          selected={search.at ?? null}
          onSelect={(token) => token.tokenId !== search.at && go({ at: token.tokenId })}
          columns={[
            {
              key: 'name',
              head: t(texts.purpose),
              phone: 'main',
              cell: (token) => <span className="strong">{token.name}</span>,
            },
            { key: 'person', head: t(texts.person), phone: 'below', cell: (token) => token.userName },
            { key: 'created', head: t(texts.created), cell: (token) => formats.day(token.createdAt) },
            { key: 'expires', head: t(texts.expires), phone: 'below', cell: (token) => formats.day(token.expiresAt) },
            {
              key: 'state',
              head: t(common.state),
              phone: 'amount',
              cell: (token) =>
                stateOf(token) ? (
                  <Chip tone="outlined">{stateOf(token)}</Chip>
                ) : (
                  mayRevoke && (
                    <Button kind="quiet" onPress={() => setRevoked(token)}>
                      {t(texts.revoke)}
                    </Button>
                  )
                ),
            },
          ]}
          empty={tokens.data && <Empty title={t(texts.noTokens)}>{t(texts.tokensIntro)}</Empty>}
        />
      </div>
      {search.open === 'new' && <NewToken onClose={() => go({ open: '' })} />}
      {revoked && <Revoke token={revoked} onClose={() => setRevoked(null)} />}
    </div>
  )
}

function NewToken({ onClose }: { onClose: () => void }) {
  const t = useText()
  const { userId: me } = useSession()
  const users = useRead('access.list-users', {})
  const create = useAct('access.create-token')
  const [given, setGiven] = useState({ userId: me ?? '', name: '', days: '365' })
  const [made, setMade] = useState<Output<'access.create-token'> | null>(null)
  const days = Number(given.days)
  const lacks = given.name.trim() === '' || given.userId === '' || !(days >= 1 && days <= 730)
  const make = () => {
    if (lacks || made || create.isRunning) return
    void create
      .run({ userId: given.userId, name: given.name.trim(), days })
      .then(setMade)
      .catch(() => {})
  }
  useKeys([!made && { key: 'Ctrl+Enter', label: t(texts.makeToken), run: make, inFields: true }])
  return (
    <Drawer title={t(texts.newToken)} onClose={onClose}>
      <div className="section">
        {made ? (
          <ToldOnce intro={t(texts.tokenIntro)} label={t(texts.token)} secret={made.token} />
        ) : (
          <>
            <p className="quiet">{t(texts.tokensIntro)}</p>
            <Told error={create.error} />
            <TextField
              label={t(texts.purpose)}
              value={given.name}
              onChange={(name) => setGiven({ ...given, name })}
              input={{ autoFocus: true, maxLength: 100 }}
            />
            <SelectField
              label={t(texts.person)}
              value={given.userId}
              empty=""
              options={(users.data?.rows ?? [])
                .filter((user) => !user.closed)
                .map((user) => ({ value: user.userId, label: user.name }))}
              onChange={(userId) => setGiven({ ...given, userId })}
            />
            <TextField
              label={t(texts.days)}
              value={given.days}
              onChange={(text) => setGiven({ ...given, days: text.replace(/\D/g, '').slice(0, 3) })}
              input={{ inputMode: 'numeric' }}
            />
            <div className="form-acts">
              <Button
                kind="primary"
                keyCap="Ctrl+Enter"
                working={create.isRunning}
                notNow={lacks && `${t(texts.purpose)}, ${t(texts.person)}`}
                onPress={make}
              >
                {t(texts.makeToken)}
              </Button>
            </div>
          </>
        )}
      </div>
    </Drawer>
  )
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const revoke = useAct('access.revoke-token')
  return (
    <ActDialog
      title={`${t(texts.revoke)}: ${token.name}`}
      act={t(texts.revoke)}
      keep={t(texts.keep)}
      isDestructive
      running={revoke}
      onGo={() =>
        void revoke
          .run({ tokenId: token.tokenId })
          .then(() => {
            tell(t(texts.tokenRevoked, { name: token.name }))
            onClose()
          })
          .catch(() => {})
      }
      onClose={onClose}
    >
      <p>{t(texts.revokeMeans)}</p>
    </ActDialog>
  )
}
