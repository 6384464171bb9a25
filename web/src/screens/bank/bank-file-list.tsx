import { getRouteApi } from '@tanstack/react-router'
import { FolderDown } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { ChooseFile } from './choose-file.tsx'
import { type FileRow, FileTable } from './file-rows.tsx'
import { texts } from './texts.ts'
import './bank.css'

const route = getRouteApi('/companies/$company/bank/files')

export default function BankFileListScreen() {
  const t = useText()
  const formatName = useFormatName()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const sheet = useSheet()
  const files = usePages('bank.list-files', {})
  const fetch = useAct('bank.fetch-folder')
  const fetchNow = async () => {
    const { files: fetched } = await fetch.run({} as never)
    tell(t(texts.fetchedFiles, { n: fetched.length }))
  }
  const excel = () =>
    void sheet.write<FileRow>(
      t(texts.files),
      [
        { title: t(texts.fileName), value: (row) => row.name },
        { title: t(texts.format), value: (row) => formatName(row.format) },
        { title: t(texts.readIn), kind: 'instant', value: (row) => row.importedAt },
        { title: t(texts.by), value: (row) => row.importedBy ?? t(texts.theProgram) },
        { title: t(texts.payments), kind: 'integer', value: (row) => row.payments },
        { title: t(texts.duplicates), kind: 'integer', value: (row) => row.duplicates },
        { title: t(texts.total), kind: 'number', value: (row) => row.totals[0]?.amount },
        { title: t(texts.waitsForYou), kind: 'integer', value: (row) => row.onDesk },
      ],
      files.readAll,
    )
  useKeys([
    files.rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print() },
  ])
  return (
    <Screen
      title={t(texts.files)}
      parent={{ label: t(texts.bank), link: { to: '/companies/$company/bank', params: { company: company.code } } }}
      showsKeys
      acts={
        <>
          {can('bank.fetch-folder') && (
            <Button
              icon={<FolderDown size={16} aria-hidden />}
              working={fetch.isRunning}
              onPress={() => void fetchNow().catch(() => {})}
            >
              {t(texts.fetchFolder)}
            </Button>
          )}
          <ChooseFile />
        </>
      }
    >
      {fetch.isRunning && (
        <div className="section">
          <Progress label={t(texts.fetching)} progress={fetch.progress} />
        </div>
      )}
      {fetch.error && <Told error={fetch.error} />}
      {sheet.error && <Told error={sheet.error} />}
      <FileTable
        pages={files}
        selected={search.at ?? null}
        onSelect={(row) => void navigate({ search: { at: row.fileId }, replace: true })}
      />
    </Screen>
  )
}
