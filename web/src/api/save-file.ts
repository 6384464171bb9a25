/** Hands a file to the person as a download. */
export function saveFile({ name, blob }: { name: string; blob: Blob }): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Shows a PDF in a tab of its own, where the browser prints it. */
export function openPdf({ blob }: { blob: Blob }): void {
  const address = URL.createObjectURL(blob)
  window.open(address, '_blank')
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
