import { getRouteApi } from '@tanstack/react-router'
import { Download, FolderSync, Upload } from 'lucide-react'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { type SheetColumn, useSheet } from '../../api/use-sheet.ts'
import { useAct, usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useDropFiles } from '../../shell/drop-files.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { fileTexts } from './file-texts.ts'
import { useFileChooser } from './upload.tsx'
import './order-file.css'

const route = getRouteApi('/companies/$company/order-files')
type Row = RowOf<'invoicing.list-imports'>

const tones: Record<Row['state'], Tone> = { imported: 'good', refused: 'bad', undone: 'outlined' }

/** Order files, the newest first: what each brought, what of it still needs a person, and how it came. */
export default function OrderFileListScreen() {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const pages = usePages('invoicing.list-imports', {})
  const fetchFolder = useAct('invoicing.fetch-folder')
  const files = useExcel()
  const sheet = useSheet('order-files')
  const toFile = (id: string) =>
    void navigate({ to: '/companies/$company/order-files/$import', params: { company: company.code, import: id } })
  const take = useDropFiles()
  const chooser = useFileChooser((chosen) => take(chosen))
  const mayImport = can('invoicing.import-orders')
  const template = () => files.take('invoicing.order-template', {})
  const fetchNow = () =>
    void fetchFolder.run({} as never).then(
      ({ files: fetched }) =>
        tell(fetched.length === 0 ? t(fileTexts.nothingFetched) : t(fileTexts.fetched, { n: fetched.length })),
      () => {},
    )
  const how = (row: Row) =>
    row.folder ? t(fileTexts.byFolder, { folder: row.folder }) : row.by ? t(fileTexts.upload) : t(fileTexts.byProgram)
  const columns: SheetColumn<Row>[] = [
    { of: 'file', title: t(fileTexts.file), value: (row) => row.fileName },
    { of: 'state', title: t(common.state), value: (row) => word('orderImportState', row.state) },
    { of: 'orders', title: t(fileTexts.orders), kind: 'integer', value: (row) => row.orders },
    { of: 'lines', title: t(fileTexts.rowsTaken), kind: 'integer', value: (row) => row.lines },
    { of: 'state', title: t(fileTexts.left), kind: 'integer', value: (row) => row.problemsLeft },
    { of: 'sum', title: t(fileTexts.controlSum), kind: 'number', value: (row) => row.sum?.net },
    { of: 'by', title: t(fileTexts.by), value: (row) => row.by },
    { of: 'by', title: t(fileTexts.cameBy), value: how },
    { of: 'at', title: t(fileTexts.readAt), kind: 'instant', value: (row) => row.at },
  ]
  const excel = () => sheet.write(t(fileTexts.files), columns, pages.readAll)
  useKeys([
    mayImport && { key: '+', label: t(fileTexts.chooseFile), run: chooser.choose },
    { key: 'E', label: t(common.excel), run: () => void excel() },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  const error = [fetchFolder, files, sheet].find((one) => one.error)?.error
  return (
    <Screen
      title={t(fileTexts.files)}
      showsKeys
      acts={
        <>
          {can('invoicing.order-template') && (
            <span className="on-wide">
              <Button
                icon={<Download size={16} aria-hidden />}
                working={files.isRunning}
                onPress={() => void template()}
              >
                {t(fileTexts.template)}
              </Button>
            </span>
          )}
          {can('invoicing.fetch-folder') && (
            <span className="on-wide">
              <Button icon={<FolderSync size={16} aria-hidden />} working={fetchFolder.isRunning} onPress={fetchNow}>
                {t(fileTexts.fetchFolder)}
              </Button>
            </span>
          )}
          {mayImport ? (
            <Button kind="primary" keyCap="+" icon={<Upload size={16} aria-hidden />} onPress={chooser.choose}>
              {t(fileTexts.chooseFile)}
            </Button>
          ) : (
            <span className="quiet">{t(common.mayNot)}</span>
          )}
          {chooser.field}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: () => void excel() },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
              can('invoicing.order-template') && { label: t(fileTexts.template), run: () => void template() },
              can('invoicing.fetch-folder') && { label: t(fileTexts.fetchFolder), run: fetchNow },
            ]}
          />
        </>
      }
    >
      {error && (
        <div className="section">
          <Told error={error} />
        </div>
      )}
      <Table
        name="order-files"
        label={t(fileTexts.files)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.importId}
        onOpen={(row) => toFile(row.importId)}
        columns={[
          {
            key: 'file',
            head: t(fileTexts.file),
            phone: 'main',
            cell: (row) => <span className="strong">{row.fileName ?? row.importId.slice(-8)}</span>,
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) =>
              row.problemsLeft > 0 ? (
                <Chip tone="act">
                  {t(fileTexts.left)} {formats.count(row.problemsLeft)}
                </Chip>
              ) : (
                <Chip tone={tones[row.state]}>{word('orderImportState', row.state)}</Chip>
              ),
          },
          {
            key: 'orders',
            head: t(fileTexts.orders),
            align: 'amount',
            cell: (row) => formats.count(row.orders),
          },
          {
            key: 'lines',
            head: t(fileTexts.rowsTaken),
            align: 'amount',
            cell: (row) => formats.count(row.lines),
          },
          {
            key: 'sum',
            head: t(fileTexts.controlSum),
            align: 'amount',
            phone: 'amount',
            cell: (row) => <Amount value={row.sum?.net} foreign={row.sum?.currency} />,
          },
          {
            key: 'by',
            head: t(fileTexts.by),
            cell: (row) => (
              <>
                {row.by} <span className="quiet">{how(row)}</span>
              </>
            ),
          },
          { key: 'at', head: t(fileTexts.readAt), phone: 'below', cell: (row) => formats.instant(row.at) },
        ]}
        empty={
          <Empty
            title={t(fileTexts.none)}
            act={
              can('invoicing.order-template') && (
                <Button icon={<Download size={16} aria-hidden />} onPress={() => void template()}>
                  {t(fileTexts.template)}
                </Button>
              )
            }
          >
            {t(fileTexts.noneWhy)}
          </Empty>
        }
      />
    </Screen>
  )
}
