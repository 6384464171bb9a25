import type { Bytes, Format, ProblemItem } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { keep } from '../../xlsx/gather.ts'
import { fileBytesMax, readSheets } from '../../xlsx/read.ts'
import { assembleOrders, type TableRow } from '../assemble-orders.ts'

export const orderXlsx: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'order-xlsx',
  family: 'orders',
  title: 'Orders in Excel (our template)',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  recognise: (head) => {
    const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    return (
      start.subarray(0, 4).toString('latin1') === 'PK\x03\x04' &&
      /xl\/(workbook|worksheets|styles|sharedStrings|theme|_rels)/.test(start.toString('latin1'))
    )
  },
  read,
}

/** Every visible sheet with the headings of orders is read; others (instructions, lists) are passed over. */
async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  let fatal = false
  const file = await keep(bytes, fileBytesMax)
  const rows = () =>
    visibleRows(file, () => {
      fatal = true
    })
  for await (const item of assembleOrders(rows)) {
    // A file that is no workbook has no headings either; one reason is enough.
    if (fatal && item.type === 'problem' && item.problem.code === 'order-file.headings-missing') continue
    yield item
  }
}

/** Rows of the sheets that can be seen. */
export async function* visibleRows(
  bytes: Bytes,
  onFatal: () => void = () => {},
): AsyncIterable<TableRow | ProblemItem> {
  let hidden = false
  for await (const item of readSheets(bytes)) {
    if (item.type === 'sheet') hidden = item.hidden
    else if (item.type === 'problem') {
      if (item.problem.row === undefined) onFatal()
      yield item
    } else if (!hidden) yield item
  }
}
